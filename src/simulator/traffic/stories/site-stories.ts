import { answer, ASSET, cancel, information, opening } from './phrases.js';
import type { Story } from './story.js';

const SITE = {
  name: 'ACME Job One',
  lastName: 'Newman',
  address1: '1234 Main St',
  address2: '',
  city: 'Franklin',
  state: 'AK',
  postCode: '43567',
  country: '',
  latitude: '',
  longitude: '',
  phoneNumber: '+3166666666',
};

const JOBSITE = 'Jobsite Request Integration';
const jobsiteRequest = opening('jobsite', 'Update Jobsite Request', {
  properties: {
    userName: '{userName}',
    jobsiteId: '{jobsiteId}',
    firstName: 'Ronald',
    ...SITE,
  },
  jobsite: { jobsiteId: '{jobsiteId}', firstName: 'Carl', ...SITE },
});
const newJobsite = opening('jobsite', 'Create Jobsite Request', {
  properties: { userName: '{userName}', firstName: 'Ronald', ...SITE },
});

const TRANSFER = 'Transfer Request Integration';
const transferRequest = opening('transfer', 'Transfer Request', {
  requestedDate: '{soon}',
  properties: {
    userName: '{userName}',
    jobsiteId: '{jobsiteId}',
    transportationNeeded: true,
    poNumber: 'PO102',
    firstName: 'Ronald',
    ...SITE,
  },
  assets: [ASSET],
});

/** Requests about jobsites, and from one to another. */
export const SITE_STORIES: readonly Story[] = [
  {
    name: 'jobsite',
    about: 'a jobsite gets another contact',
    section: JOBSITE,
    steps: [
      jobsiteRequest,
      information('jobsite', 'I need this changed before the next rental is delivered.'),
      answer('received', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'jobsite-new',
    about: 'a jobsite is created',
    section: JOBSITE,
    steps: [newJobsite, answer('received', 'closed'), answer('closed')],
  },
  {
    name: 'jobsite-canceled',
    about: 'a jobsite request is canceled',
    section: JOBSITE,
    steps: [jobsiteRequest, cancel('jobsite'), answer('closed')],
  },
  {
    name: 'transfer',
    about: 'a machine goes to another jobsite, the dealer transports it',
    section: TRANSFER,
    steps: [
      transferRequest,
      information('transfer', 'I need this moved as soon as possible.'),
      answer('received', 'scheduled', 'closed'),
      answer('scheduled', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'transfer-canceled',
    about: 'a transfer is canceled',
    section: TRANSFER,
    steps: [transferRequest, cancel('transfer'), answer('closed')],
  },
];
