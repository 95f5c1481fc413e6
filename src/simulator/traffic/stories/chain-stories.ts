import { ASSET } from './phrases.js';
import type { Story } from './story.js';

const said = (createdDate: string, messageText: string) => ({
  createdDate,
  createdBy: '{user}',
  messageText,
  properties: { userName: '{userName}' },
});
const NOISE = said('{before}', 'It makes a noise.');
const LOUDER = said('{start}', 'It is louder now.');

const chain = (active: boolean, messages: readonly object[]) => ({
  message: {
    messageChain: {
      localId: '{crsId}',
      remoteId: '{dealerId}',
      chainType: 'asset',
      createdDate: '{before}',
      createdBy: '{user}',
      active,
      properties: { userName: '{userName}' },
    },
    messages,
    asset: ASSET,
    contract: { contractId: '{contractId}' },
  },
});

/** Conversations about a machine. */
export const CHAIN_STORIES: readonly Story[] = [
  {
    name: 'chain',
    about: 'a conversation about a machine, until it is off rent',
    section: 'Asset-centric Messaging Integration',
    steps: [
      { title: 'the customer writes', send: chain(true, [NOISE]) },
      { title: 'the customer writes again', send: chain(true, [LOUDER, NOISE]) },
      { title: 'the dealer answers', await: { chainMessage: true } },
      { title: 'CRS closes the chain', send: chain(false, [LOUDER, NOISE]) },
    ],
  },
];
