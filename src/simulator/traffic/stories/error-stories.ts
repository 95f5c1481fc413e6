import { INCORRECT_UPDATE, REQUEST_NOT_FOUND } from '../error-codes.js';
import { answer, cancel, CONTRACT, information, opening, update } from './phrases.js';
import type { Story } from './story.js';

const SECTION = 'PO Request Integration';
const request = opening('purchase_order', 'Purchase Order Request', {
  properties: { currentPoNumber: 'PENDING', poNumber: 'PO1234', userName: '{userName}' },
  contract: CONTRACT,
});

/** The two error messages, in both directions. */
export const ERROR_STORIES: readonly Story[] = [
  {
    name: 'incorrect-update',
    about: 'CRS sends an update that the state does not allow, and the dealer says so',
    section: SECTION,
    steps: [
      request,
      cancel('purchase_order'),
      {
        ...update('CRS sends received for a canceled request', 'purchase_order', 'received', {}),
        wrong: true,
      },
      { title: 'the dealer answers with an error', await: { error: INCORRECT_UPDATE } },
    ],
  },
  {
    name: 'request-not-found',
    about: 'CRS sends an update of a request that the dealer never got, and the dealer says so',
    section: SECTION,
    steps: [
      { ...information('purchase_order', 'Where is it?'), wrong: true },
      { title: 'the dealer answers with an error', await: { error: REQUEST_NOT_FOUND } },
    ],
  },
  {
    name: 'told-incorrect-update',
    about: 'CRS could not apply the dealer’s update, and tells the whole request',
    section: SECTION,
    steps: [
      request,
      answer('received', 'closed'),
      { title: 'CRS tells an incorrect update', tell: 'incorrect' },
    ],
  },
  {
    name: 'told-not-found',
    about: 'CRS does not find the request that the dealer updated',
    section: SECTION,
    steps: [
      request,
      answer('received', 'closed'),
      { title: 'CRS tells that the request was not found', tell: 'not-found' },
    ],
  },
];
