import { rules } from './rule.js';

const BASE = 'Base Messaging Structure';
const PO = 'PO Request Integration';
const JOBSITE = 'Jobsite Request Integration';
const TRANSFER = 'Transfer Request Integration';
const EXTEND = 'Extend Request Integration';
const CALL_OFF = 'Call-off or End Request Integration';
const SERVICE = 'Service Request Integration';
const RENTAL = 'Rental Request Integration';
const LEAD = 'Lead Request Integration';
const BODY = 'Submission Body (JSON)';

/** One message about a request, looked at by itself. */
export const REQUEST = rules('requests', {
  payload: {
    id: 'REQUEST-PAYLOAD',
    severity: 'error',
    section: BASE,
    expected: 'A message of the type request has payload.request.',
    mend: 'Send the request, or as much of it as names it: localId, remoteId, requestType, status.',
  },
  id: {
    id: 'REQUEST-ID-REQUIRED',
    severity: 'error',
    section: PO,
    expected: 'A request is named by localId or remoteId.',
    mend: 'localId is the id in the system that sends, remoteId the one in the system that receives.',
  },
  localId: {
    id: 'REQUEST-LOCAL-ID',
    severity: 'warning',
    section: PO,
    expected: 'A request has the localId of the system that sends.',
    mend: 'Send your own id of the request, also in updates: the other side repeats it as remoteId.',
  },
  opening: {
    id: 'REQUEST-OPENING',
    severity: 'warning',
    section: PO,
    expected:
      'The first message about a request has no remoteId; later ones have a requestUpdate or requestUpdates.',
    mend: 'Leave remoteId out of the first message; tell what happened later in requestUpdate.',
  },
  type: {
    id: 'REQUEST-TYPE',
    severity: 'error',
    section: BODY,
    expected:
      'requestType is purchase_order, jobsite, transfer, extend, calloff, service, quote or lead.',
    mend: 'Write the type as the sections of the requests do.',
  },
  status: {
    id: 'REQUEST-STATUS',
    severity: 'error',
    section: BODY,
    expected: 'status is there, and one of the words of the interface.',
    mend: 'Write submitted, received, scheduled, quoted, approved, canceled (with one l) or closed.',
  },
  statusOfType: {
    id: 'REQUEST-STATUS-OF-TYPE',
    severity: 'error',
    section: BODY,
    expected: 'The status is one that requests of this type have.',
    mend: 'See the section of the type: only transfer, calloff and service are scheduled, only a quote is quoted.',
  },
  updateStatus: {
    id: 'REQUEST-UPDATE-STATUS',
    severity: 'error',
    section: PO,
    expected: 'Every update has a status, one of the words of the interface.',
    mend: 'Repeat the present status when an update only adds information.',
  },
  statusAfter: {
    id: 'REQUEST-STATUS-AFTER',
    severity: 'warning',
    section: PO,
    expected: 'request.status is the status after the update: that of requestUpdate.',
    mend: 'Set both to the same status.',
  },
  created: {
    id: 'REQUEST-UPDATE-DATE',
    severity: 'warning',
    section: PO,
    expected: 'Every update has a createdDate.',
    mend: 'Send the time at which the user made the update.',
  },
  author: {
    id: 'REQUEST-UPDATE-AUTHOR',
    severity: 'warning',
    section: PO,
    expected: 'An update of the dealer’s says in createdBy who made it.',
    mend: 'Send a Cat CWS user name, or a user of your own system with local: before it.',
  },
  layout: {
    id: 'REQUEST-LAYOUT',
    severity: 'error',
    section: BODY,
    expected: 'Every field of a request and its updates has the type that the table gives it.',
    mend: 'Compare the field with the table of the section.',
  },
  file: {
    id: 'REQUEST-FILE',
    severity: 'error',
    section: SERVICE,
    expected: 'Images and attachments are objects with filename, mimetype and contents in base64.',
    mend: 'Send {"filename": …, "mimetype": …, "contents": …}; contents in base64, without data: before it.',
  },
  contract: {
    id: 'REQUEST-PO-CONTRACT',
    severity: 'error',
    section: PO,
    expected: 'A purchase order request names its contract.',
    mend: 'Send contract with contractNumber and contractId.',
  },
  poNumber: {
    id: 'REQUEST-PO-NUMBER',
    severity: 'error',
    section: PO,
    expected: 'A purchase order request has properties.poNumber, the number that is asked for.',
    mend: 'Send properties.poNumber, and the present one as currentPoNumber.',
  },
  jobsite: {
    id: 'REQUEST-JOBSITE-NAMED',
    severity: 'error',
    section: JOBSITE,
    expected:
      'A jobsite request says which jobsite: properties.jobsiteId, or a name for a new one.',
    mend: 'Send jobsiteId for an update or a deactivation, name and address for a new jobsite.',
  },
  destination: {
    id: 'REQUEST-TRANSFER-JOBSITE',
    severity: 'warning',
    section: TRANSFER,
    expected:
      'A transfer says where to: properties.jobsiteId, or name or address of a new jobsite.',
    mend: 'Send the jobsite that the assets go to.',
  },
  assets: {
    id: 'REQUEST-ASSETS',
    severity: 'error',
    section: CALL_OFF,
    expected: 'Transfer, extend and call-off requests have at least one asset.',
    mend: 'Send the assets that the request is about.',
  },
  oneAsset: {
    id: 'REQUEST-SERVICE-ONE-ASSET',
    severity: 'error',
    section: SERVICE,
    expected: 'A service request has exactly one asset.',
    mend: 'Open one request for each machine.',
  },
  assetNamed: {
    id: 'REQUEST-ASSET-NAMED',
    severity: 'error',
    section: BODY,
    expected: 'Each asset has rentedAssetId, equipmentAssetId or serialNumber.',
    mend: 'Send the ids as they stand in the contract.',
  },
  until: {
    id: 'REQUEST-EXTEND-DATE',
    severity: 'warning',
    section: EXTEND,
    expected: 'An extend request has requestedDate, the new estimated end.',
    mend: 'Send the date until which the assets are wanted.',
  },
  scheduled: {
    id: 'REQUEST-SERVICE-DATE',
    severity: 'warning',
    section: SERVICE,
    expected: 'The update that schedules a service has updateDate, the date of the service.',
    mend: 'Send updateDate: it tells the customer when somebody comes.',
  },
  properties: {
    id: 'REQUEST-PROPERTIES',
    severity: 'note',
    section: BODY,
    expected: 'A request and its updates have only the properties of their type.',
    mend: 'Leave out what belongs to another type of request: nobody reads it.',
  },
  disposition: {
    id: 'REQUEST-DISPOSITION',
    severity: 'error',
    section: RENTAL,
    expected: 'A disposition is one of the list of its type of request.',
    mend: 'Write it as the lists of rental and lead requests do, such as Lost - Availability.',
  },
  leadDisposition: {
    id: 'REQUEST-LEAD-DISPOSITION',
    severity: 'warning',
    section: LEAD,
    expected: 'The dealer closes a lead with a disposition.',
    mend: 'Send properties.disposition with the update that closes it.',
  },
  wrongTerritory: {
    id: 'REQUEST-WRONG-TERRITORY',
    severity: 'error',
    section: LEAD,
    expected: 'The disposition Wrong Territory goes with the status submitted.',
    mend: 'Set the status to submitted, and do not close the lead: CRS gives it to another dealer.',
  },
  leadHistory: {
    id: 'REQUEST-LEAD-HISTORY',
    severity: 'error',
    section: LEAD,
    expected: 'A lead comes with at least one update, of its screening, in requestUpdates.',
    mend: 'Send requestUpdates with the lead.',
  },
});

/** A dealer's message about a request, looked at with what was said before. */
export const REQUEST_COURSE = rules('requests', {
  known: {
    id: 'REQUEST-KNOWN',
    severity: 'error',
    section: PO,
    expected: 'An update is about a request that CRS knows.',
    mend: 'Repeat CRS’s id (its localId) as remoteId. A request of your own is opened without requestUpdate first.',
  },
  flipped: {
    id: 'REQUEST-IDS-FLIPPED',
    severity: 'error',
    section: PO,
    expected: 'In what the dealer sends localId is the dealer’s id, and remoteId is CRS’s.',
    mend: 'Flip the two ids: each side calls its own id localId.',
  },
  pair: {
    id: 'REQUEST-ID-PAIR',
    severity: 'error',
    section: PO,
    expected: 'A request keeps its ids: the same localId always goes with the same remoteId.',
    mend: 'Store CRS’s id with your own when the request comes, and send this pair.',
  },
  typeKept: {
    id: 'REQUEST-TYPE-KEPT',
    severity: 'error',
    section: PO,
    expected: 'An update names the type that the request has.',
    mend: 'Repeat the requestType of the first message.',
  },
  customerKept: {
    id: 'REQUEST-CUSTOMER-KEPT',
    severity: 'error',
    section: PO,
    expected: 'An update names the customer of the request.',
    mend: 'Repeat the customerNumber of the first message; leading zeros belong to it.',
  },
  state: {
    id: 'REQUEST-STATE',
    severity: 'error',
    section: PO,
    expected: 'An update leads to a status that may follow the present one.',
    mend: 'Statuses go forward only, in the order that the section of the type shows.',
  },
  closed: {
    id: 'REQUEST-CLOSED-FINAL',
    severity: 'error',
    section: PO,
    expected:
      'A closed request is not updated any further; only the disposition of a lead may change.',
    mend: 'Open a new request for what comes afterwards.',
  },
  canceled: {
    id: 'REQUEST-CANCELED',
    severity: 'error',
    section: PO,
    expected: 'A request that the customer canceled is closed by the dealer, and nothing else.',
    mend: 'Send an update with the status closed and the title Canceled.',
  },
  cancelByCustomer: {
    id: 'REQUEST-CANCEL-BY-CUSTOMER',
    severity: 'error',
    section: PO,
    expected: 'The customer cancels a request; the dealer closes it.',
    mend: 'Send closed, with a text that says why.',
  },
  transferDate: {
    id: 'REQUEST-TRANSFER-DATE',
    severity: 'warning',
    section: TRANSFER,
    expected:
      'The update that schedules a transfer with transportation has updateDate, the date of the transport.',
    mend: 'Send updateDate: the customer asked for transportation and waits for it.',
  },
  answered: {
    id: 'REQUEST-ANSWERED',
    severity: 'error',
    section: PO,
    expected: 'The dealer’s system answers what CRS sends, within the time of the test.',
    mend: 'Give the answer in your system while the story runs, or let it run with a longer --wait.',
  },
});
