import type { JsonObject } from '../../../interface/message/json-values.js';
import { answer, opening } from './phrases.js';
import { RENTAL_FORM } from './rental-form.js';
import type { Story } from './story.js';

const LEAD = 'Lead Request Integration';

const screened = (status: string, createdDate: string, title: string, text = '') => ({
  status,
  createdDate,
  createdBy: 'crs-server',
  title,
  text,
  properties: { userName: '' },
});
const HELD = screened('lead_screening', '{before2}', 'Lead Held for Screening');
const SCREENED = screened('submitted', '{before}', 'Lead Completed Screening');
/** What another dealer did with it before. */
const REJECTED = {
  ...screened('submitted', '{before}', 'Lead Rejected', 'It is not in our territory.'),
  properties: { userName: 'Another Dealer', disposition: 'Wrong Territory' },
};
const ASSIGNED = screened('submitted', '{now}', 'Lead Assigned to Dealer');

const leadRequest = (...requestUpdates: readonly (JsonObject | string)[]) =>
  opening(
    'lead',
    'Lead Request',
    {
      createdBy: null,
      remoteId: '{dealerId}',
      text: '10x 10000 gallon water trucks',
      requestedDate: '{soon}',
      properties: {
        ...RENTAL_FORM,
        'name-company': 'ACME Water Supply',
        'phone-business': '513-555-5555',
        email: 'john@acme.example',
        subscription: 'false',
        'dealer-code': '{dealer}',
        googleGeocode: { lat: 40.143105, lng: 47.576927 },
      },
    },
    { requestUpdates },
  );

/** Leads: people who are no customers yet. */
export const LEAD_STORIES: readonly Story[] = [
  {
    name: 'lead',
    about: 'a lead that passed the screening; its disposition is changed afterwards',
    section: LEAD,
    withoutCustomer: true,
    steps: [
      leadRequest(SCREENED),
      answer('closed'),
      {
        title: 'the dealer changes the disposition',
        await: { status: ['closed'], disposition: true },
      },
    ],
  },
  {
    name: 'lead-transfer',
    about: 'a lead that another dealer rejected; this one may, too, and gets it again',
    section: LEAD,
    withoutCustomer: true,
    steps: [
      leadRequest(HELD, REJECTED, ASSIGNED),
      {
        title: 'the dealer sends it back: Wrong Territory',
        await: { status: ['submitted', 'closed'], disposition: true },
      },
      {
        ...leadRequest('{history}', ASSIGNED),
        title: 'CRS sends the lead again',
        after: 'ended',
      },
      answer('closed'),
    ],
  },
];
