import { answer, ASSET, cancel, information, opening } from './phrases.js';
import type { Story } from './story.js';

const SERVICE = 'Service Request Integration';
const serviceRequest = opening('service', 'Service Request', {
  text: 'The machine won’t start. Can’t dig without a working digger.',
  requestedDate: null,
  properties: { userName: '{userName}', isWorking: true, images: [] },
  assets: [ASSET],
});

/** A picture of one dot. */
const IMAGE = {
  filename: 'image.png',
  mimetype: 'image/png',
  contents:
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
};

/** Service requests. */
export const SERVICE_STORIES: readonly Story[] = [
  {
    name: 'service',
    about: 'a machine is out of order; the customer adds a picture',
    section: SERVICE,
    steps: [
      serviceRequest,
      information('service', 'I added a picture. The machine is not working.', {
        isWorking: false,
        images: [IMAGE],
      }),
      answer('received', 'scheduled', 'closed'),
      answer('scheduled', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'service-canceled',
    about: 'the machine works again, and the customer cancels',
    section: SERVICE,
    steps: [serviceRequest, cancel('service'), answer('closed')],
  },
];
