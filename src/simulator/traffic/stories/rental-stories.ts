import { answer, cancel, information, opening, update } from './phrases.js';
import { RENTAL_FORM } from './rental-form.js';
import type { Story } from './story.js';

const RENTAL = 'Rental Request Integration';
const rentalRequest = (quoteRequired: 'true' | 'false') =>
  opening('quote', 'Rental Request', {
    text: '10x 10000 gallon water trucks',
    requestedDate: '{soon}',
    properties: { ...RENTAL_FORM, quoteRequired, specialInformation: '' },
  });

/** Rental requests. */
export const RENTAL_STORIES: readonly Story[] = [
  {
    name: 'rental',
    about: 'a rental with a quote, which the customer approves',
    section: RENTAL,
    steps: [
      rentalRequest('true'),
      information('quote', 'All of those water trucks should come filled with water if possible.'),
      answer('received', 'quoted', 'closed'),
      answer('quoted', 'closed'),
      {
        ...update('the customer approves the quote', 'quote', 'approved', { title: 'Approved' }),
        after: 'quoted',
      },
      answer('closed'),
    ],
  },
  {
    name: 'rental-without-quote',
    about: 'a rental that needs no quote',
    section: RENTAL,
    steps: [rentalRequest('false'), answer('received', 'closed'), answer('closed')],
  },
  {
    name: 'rental-canceled',
    about: 'a rental is canceled',
    section: RENTAL,
    steps: [rentalRequest('true'), cancel('quote'), answer('closed')],
  },
];
