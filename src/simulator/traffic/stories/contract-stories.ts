import { answer, ASSET, cancel, CONTRACT, information, opening } from './phrases.js';
import type { Story } from './story.js';

const PO = 'PO Request Integration';
const poRequest = opening('purchase_order', 'Purchase Order Request', {
  properties: { currentPoNumber: 'PENDING', poNumber: 'PO1234', userName: '{userName}' },
  contract: CONTRACT,
});

const EXTEND = 'Extend Request Integration';
const extendRequest = opening('extend', 'Extend Request', {
  requestedDate: '{later}',
  properties: { userName: '{userName}' },
  assets: [ASSET],
});

const CALL_OFF = 'Call-off or End Request Integration';
const callOffRequest = opening('calloff', 'Call-off Request', {
  requestedDate: '{soon}',
  properties: { userName: '{userName}', transportationNeeded: false },
  assets: [ASSET],
});

/** Requests about a contract: purchase orders, extensions, call-offs. */
export const CONTRACT_STORIES: readonly Story[] = [
  {
    name: 'purchase-order',
    about: 'a purchase order number is changed',
    section: PO,
    steps: [
      poRequest,
      information('purchase_order', 'I need this changed before the next invoice goes out.'),
      answer('received', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'purchase-order-canceled',
    about: 'the customer cancels, and the dealer confirms it',
    section: PO,
    steps: [poRequest, cancel('purchase_order'), answer('closed')],
  },
  {
    name: 'extend',
    about: 'a rental is extended',
    section: EXTEND,
    steps: [
      extendRequest,
      information('extend', 'We’re going to need these for another month.'),
      answer('received', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'extend-canceled',
    about: 'an extension is canceled',
    section: EXTEND,
    steps: [extendRequest, cancel('extend'), answer('closed')],
  },
  {
    name: 'call-off',
    about: 'a machine is called off',
    section: CALL_OFF,
    steps: [
      callOffRequest,
      information('calloff', 'I need this removed as soon as possible. The holes are dug.'),
      answer('received', 'scheduled', 'closed'),
      answer('scheduled', 'closed'),
      answer('closed'),
    ],
  },
  {
    name: 'call-off-canceled',
    about: 'a call-off is canceled',
    section: CALL_OFF,
    steps: [callOffRequest, cancel('calloff'), answer('closed')],
  },
];
