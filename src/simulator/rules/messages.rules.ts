import { rules } from './rule.js';

const BASE = 'Base Messaging Structure';
const BODY = 'Submission Body (JSON)';
const ERRORS = 'PO Request Integration';
const RESPONSES = 'Message Data';

/** The envelope of messages, and errors about earlier ones; for what either side sends. */
export const MESSAGE = rules('messages', {
  json: {
    id: 'MESSAGE-JSON',
    severity: 'error',
    section: BASE,
    expected: 'A message is one JSON object in UTF-8, with no name twice in an object.',
    mend: 'Write messages with a JSON library; post one message at a time, not a list of them.',
  },
  contentType: {
    id: 'MESSAGE-CONTENT-TYPE',
    severity: 'warning',
    section: BASE,
    expected: 'A message is sent as application/json.',
    mend: 'Send Content-Type: application/json.',
  },
  dealerCode: {
    id: 'MESSAGE-DEALER-CODE',
    severity: 'error',
    section: BODY,
    expected: 'dealerCode is there, as text of at most 200 characters.',
    mend: 'Send the code that CRS knows the dealer by, such as A000.',
  },
  id: {
    id: 'MESSAGE-ID',
    severity: 'error',
    section: BODY,
    expected: 'submittedMessageId is there, as text of at most 200 characters.',
    mend: 'Give every message an id of its own; errors name a message by it.',
  },
  submittedTime: {
    id: 'MESSAGE-SUBMITTED-TIME',
    severity: 'error',
    section: BODY,
    expected: 'submittedTime is an ISO 8601 date with time and zone.',
    mend: 'Write it as 2022-01-01T00:00:30Z.',
  },
  type: {
    id: 'MESSAGE-TYPE',
    severity: 'error',
    section: BASE,
    expected: 'messageType is request, contract, invoice, message, catalog or document.',
    mend: 'Write the type in small letters, as it stands in the list.',
  },
  priority: {
    id: 'MESSAGE-PRIORITY',
    severity: 'error',
    section: BODY,
    expected: 'submittedPriority is a whole number, or left out for 1.',
    mend: 'Send 1, or leave it out.',
  },
  customer: {
    id: 'MESSAGE-CUSTOMER-REQUIRED',
    severity: 'error',
    section: BODY,
    expected: 'customerNumber is text; the types contract and invoice always have one.',
    mend: 'Name the customer (DCN) whose data changed; send one message for each customer.',
  },
  customerNamed: {
    id: 'MESSAGE-CUSTOMER-NAMED',
    severity: 'warning',
    section: BASE,
    expected: 'catalog and document messages name the customer that CRS is to fetch them for.',
    mend: 'Set customerNumber: CRS retrieves rates and documents "for the DCN specified".',
  },
  queueFields: {
    id: 'MESSAGE-QUEUE-FIELDS',
    severity: 'warning',
    section: BASE,
    expected:
      'enqueuedTime, enqueuedClientId, attemptTime, attemptCount, deliveredTime and active are null or left out in a submission.',
    mend: 'Leave them out: the receiver’s queue fills them in.',
  },
  layout: {
    id: 'MESSAGE-LAYOUT',
    severity: 'error',
    section: BODY,
    expected: 'Every field of the envelope has the type that the table gives it.',
    mend: 'Compare the field with the table of the section: text in quotes, objects as objects.',
  },
  date: {
    id: 'MESSAGE-DATE',
    severity: 'error',
    section: 'Field Types and Definitions',
    expected: 'Every date in a message is ISO 8601 with time and zone.',
    mend: 'Write 2022-01-01T00:00:30Z; a date alone, or a time without zone, can mean two days.',
  },
  unknownField: {
    id: 'MESSAGE-UNKNOWN-FIELD',
    severity: 'note',
    section: BODY,
    expected: 'The envelope and its payload have no other fields than those of the table.',
    mend: 'Look for a typing error in the name; what CRS does not know it does not read.',
  },
  payloadEmpty: {
    id: 'MESSAGE-PAYLOAD-EMPTY',
    severity: 'warning',
    section: BASE,
    expected: 'contract, invoice, catalog and document messages have no payload.',
    mend: 'Leave it out: CRS fetches the data itself. For a request or a chain the messageType is another.',
  },
  payloadForeign: {
    id: 'MESSAGE-PAYLOAD-FOREIGN',
    severity: 'warning',
    section: BASE,
    expected: 'A request message has no payload.message, and a chain’s message no payload.request.',
    mend: 'Send two messages, each with the messageType of what it holds.',
  },
  user: {
    id: 'MESSAGE-USER',
    severity: 'warning',
    section: BODY,
    expected:
      'A createdBy is a user name, with local: before it for a user of the dealer’s system, or remote: for one of the receiver’s.',
    mend: 'Write local:rentalCoordinator; full names go to properties.userName.',
  },
  errorId: {
    id: 'MESSAGE-ERROR-ID',
    severity: 'error',
    section: ERRORS,
    expected: 'An error names the message that it is about: errorSubmittedMessageId.',
    mend: 'Repeat the submittedMessageId of the message that could not be applied.',
  },
  errorCode: {
    id: 'MESSAGE-ERROR-CODE',
    severity: 'warning',
    section: ERRORS,
    expected: 'errorCode is "402 Incorrect Update Submitted" or "404 Request Not Found".',
    mend: 'Write the code word for word: the other side tells the two apart by it.',
  },
  errorRequest: {
    id: 'MESSAGE-ERROR-REQUEST',
    severity: 'error',
    section: ERRORS,
    expected:
      'A "402 Incorrect Update Submitted" has the full request, and all its updates in requestUpdates.',
    mend: 'Send request and requestUpdates: the other side sets its copy right by them.',
  },
  errorOrder: {
    id: 'MESSAGE-ERROR-ORDER',
    severity: 'warning',
    section: ERRORS,
    expected: 'requestUpdates are in order: the first update first.',
    mend: 'Sort the updates from the oldest to the newest.',
  },
});

/** What a receiver of messages answers; for a dealer's message endpoint. */
export const REPLY = rules('messages', {
  taken: {
    id: 'REPLY-TAKEN',
    severity: 'error',
    section: RESPONSES,
    expected: 'A message that is right is answered with 200.',
    mend: 'Read what the answer says. An unknown customer is no error; 402 is for a body that is invalid.',
  },
  replay: {
    id: 'REPLY-REPLAY',
    severity: 'error',
    section: BASE,
    expected: 'The answer repeats the message: every field with its value.',
    mend: 'Answer with the body as it came, and add the fields of the queue.',
  },
  enqueuedTime: {
    id: 'REPLY-ENQUEUED-TIME',
    severity: 'error',
    section: BASE,
    expected: 'The answer has enqueuedTime, an ISO 8601 date with time and zone.',
    mend: 'Add the time at which the message was stored.',
  },
  clientId: {
    id: 'REPLY-CLIENT-ID',
    severity: 'error',
    section: BASE,
    expected: 'The answer has enqueuedClientId, the client whose token the message came with.',
    mend: 'Add the client id of the token.',
  },
  attempts: {
    id: 'REPLY-ATTEMPTS',
    severity: 'warning',
    section: BASE,
    expected: 'In the answer attemptCount is 0, and attemptTime and deliveredTime are null.',
    mend: 'Set attemptCount to 0, and leave the two times null until the message is handled.',
  },
  repeated: {
    id: 'REPLY-REPEATED',
    severity: 'error',
    section: RESPONSES,
    expected: 'A message that is sent again, as after a lost answer, is answered with 200 again.',
    mend: 'Know a message by its submittedMessageId, and answer its repetition as the first time.',
  },
  once: {
    id: 'REPLY-REPEATED-ONCE',
    severity: 'warning',
    section: RESPONSES,
    expected: 'A message that is sent again is not taken twice: its enqueuedTime stays.',
    mend: 'Look the submittedMessageId up before you store a message; otherwise a retry acts twice.',
  },
});

/** How a dealer's system sends, over several messages. */
export const SENDING = rules('messages', {
  tokenRequest: {
    id: 'SEND-TOKEN-REQUEST',
    severity: 'error',
    section: 'Security / Authentication considerations',
    expected:
      'A token is asked for with grant_type client_credentials, and the id and secret that CRS gave.',
    mend: 'POST a form (RFC 6749 §4.4) with the credentials by HTTP Basic, or in the form.',
  },
  token: {
    id: 'SEND-TOKEN',
    severity: 'error',
    section: 'Security / Authentication considerations',
    expected: 'Every message comes with Authorization: Bearer and a token that CRS gave.',
    mend: 'Get a token from CRS’s token endpoint first; a token of another system does not count.',
  },
  dealer: {
    id: 'SEND-DEALER',
    severity: 'error',
    section: BASE,
    expected: 'dealerCode is the dealer that the client id belongs to.',
    mend: 'Send the code that CRS gave with the credentials.',
  },
  sameId: {
    id: 'SEND-ID-UNIQUE',
    severity: 'error',
    section: BASE,
    expected:
      'A submittedMessageId belongs to one message: sent again, it is the same byte by byte.',
    mend: 'Make a fresh id for every message, and keep the body of one that has to be sent again.',
  },
  order: {
    id: 'SEND-ORDER',
    severity: 'error',
    section: RESPONSES,
    expected:
      'Messages about one request or chain come in order: the next one only when the one before was taken.',
    mend: 'After 403, 404, 5xx or no answer, send the same message again before the next one.',
  },
  clock: {
    id: 'SEND-CLOCK',
    severity: 'warning',
    section: BASE,
    expected: 'submittedTime is not in the future.',
    mend: 'Set the clock of the sending system, and check the zone that it writes.',
  },
  errorAbout: {
    id: 'SEND-ERROR-ABOUT',
    severity: 'error',
    section: ERRORS,
    expected: 'errorSubmittedMessageId is the id of a message that CRS sent.',
    mend: 'Repeat CRS’s submittedMessageId; not your own, and not the id of the request.',
  },
  errorFits: {
    id: 'SEND-ERROR-FITS',
    severity: 'error',
    section: ERRORS,
    expected:
      'An update of a request that is known is refused with 402, and one of an unknown request with 404.',
    mend: 'Look the request up by localId (CRS’s) and remoteId (yours) before you say that it is not there.',
  },
});
