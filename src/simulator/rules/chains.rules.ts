import { rules } from './rule.js';

const SECTION = 'Asset-centric Messaging Integration';

/** Message chains about assets. */
export const CHAIN = rules('chains', {
  payload: {
    id: 'CHAIN-PAYLOAD',
    severity: 'error',
    section: SECTION,
    expected: 'A message of the type message has payload.message with a messageChain.',
    mend: 'Send payload.message.messageChain, and the texts in payload.message.messages.',
  },
  id: {
    id: 'CHAIN-ID-REQUIRED',
    severity: 'error',
    section: SECTION,
    expected: 'A chain has localId, the id in the system that sends.',
    mend: 'Send your own id of the chain, and CRS’s as remoteId once you know it.',
  },
  type: {
    id: 'CHAIN-TYPE',
    severity: 'warning',
    section: SECTION,
    expected: 'chainType is asset.',
    mend: 'Send "chainType": "asset": there is no other kind.',
  },
  layout: {
    id: 'CHAIN-LAYOUT',
    severity: 'error',
    section: SECTION,
    expected: 'Every field of a chain and its messages has the type that the table gives it.',
    mend: 'Compare the field with the table of the submission body.',
  },
  most: {
    id: 'CHAIN-TEN-MESSAGES',
    severity: 'error',
    section: SECTION,
    expected: 'A submission has at most ten messages of a chain.',
    mend: 'Send the newest ten, or only the one that is new.',
  },
  empty: {
    id: 'CHAIN-NO-MESSAGE',
    severity: 'error',
    section: SECTION,
    expected: 'A submission has at least one message of a chain, unless it closes it.',
    mend: 'Send the message that was written in messages.',
  },
  order: {
    id: 'CHAIN-NEWEST-FIRST',
    severity: 'error',
    section: SECTION,
    expected: 'The messages of a chain are in reverse order of time: the newest first.',
    mend: 'Sort them by createdDate, falling.',
  },
  text: {
    id: 'CHAIN-MESSAGE-TEXT',
    severity: 'error',
    section: SECTION,
    expected: 'Each message of a chain has messageText.',
    mend: 'Send what was written; do not send messages without a text.',
  },
  author: {
    id: 'CHAIN-MESSAGE-AUTHOR',
    severity: 'warning',
    section: SECTION,
    expected: 'Each message of a chain has createdDate and createdBy.',
    mend: 'Send when it was written and by whom.',
  },
  asset: {
    id: 'CHAIN-ASSET',
    severity: 'error',
    section: SECTION,
    expected: 'A chain that is begun names its asset.',
    mend: 'Send asset with rentedAssetId, equipmentAssetId and serialNumber as in the contract.',
  },
  contract: {
    id: 'CHAIN-CONTRACT',
    severity: 'error',
    section: SECTION,
    expected: 'A chain that is begun names its contract.',
    mend: 'Send contract.contractId.',
  },
  customer: {
    id: 'CHAIN-CUSTOMER',
    severity: 'warning',
    section: SECTION,
    expected: 'A chain that is begun names its customer.',
    mend: 'Send customerNumber: the chain is about a machine that this customer rents.',
  },
  known: {
    id: 'CHAIN-KNOWN',
    severity: 'error',
    section: SECTION,
    expected: 'A remoteId is the id of a chain that CRS knows.',
    mend: 'Repeat the localId of CRS’s message as remoteId; leave it out for a chain of your own.',
  },
  pair: {
    id: 'CHAIN-ID-PAIR',
    severity: 'error',
    section: SECTION,
    expected: 'A chain keeps its ids: the same localId always goes with the same remoteId.',
    mend: 'Store CRS’s id with your own when the chain comes, and send this pair.',
  },
  active: {
    id: 'CHAIN-ACTIVE',
    severity: 'error',
    section: SECTION,
    expected: 'No message is added to a chain that CRS has deactivated.',
    mend: 'Close the chain in your system when CRS sends active: false.',
  },
});
