import type { JsonObject } from '../../../interface/message/json-values.js';
import type { RequestType, Status } from '../../../interface/message/request-type.js';
import type { AwaitStep, SendStep } from './story.js';

/** What the customer calls each type of request, in the titles of the samples. */
export const CALLED: Readonly<Record<RequestType, string>> = {
  purchase_order: 'a purchase order',
  jobsite: 'a jobsite',
  transfer: 'a transfer',
  extend: 'an extend',
  calloff: 'an end rental',
  service: 'a service',
  quote: 'a rental',
  lead: 'a lead',
};

/** A request, as the samples begin one (§ PO … Lead Request Integration). */
export function opening(
  requestType: RequestType,
  title: string,
  details: JsonObject,
  more: JsonObject = {},
): SendStep {
  const request = {
    localId: '{crsId}',
    requestType,
    status: 'submitted',
    createdDate: '{now}',
    createdBy: '{user}',
    title,
    text: null,
    ...details,
  };
  return { title: `CRS sends ${CALLED[requestType]} request`, send: { request, ...more } };
}

/** An update of a request by the customer, lean as the samples. */
export function update(
  title: string,
  requestType: RequestType,
  status: string,
  details: JsonObject,
): SendStep {
  const { properties = {}, ...others } = details as { properties?: JsonObject };
  return {
    title,
    send: {
      request: { localId: '{crsId}', remoteId: '{dealerId}', requestType, status },
      requestUpdate: {
        status,
        createdDate: '{now}',
        createdBy: '{user}',
        text: null,
        ...others,
        properties: { userName: '{userName}', ...properties },
      },
    },
  };
}

/** The customer has more to say. */
export function information(
  requestType: RequestType,
  text: string,
  properties: JsonObject = {},
): SendStep {
  const title = `{userName} has sent more info about ${CALLED[requestType]} request ({crsId})`;
  const details = { title, text, properties };
  return update('the customer sends more information', requestType, '{status}', details);
}

/** The customer cancels. */
export function cancel(requestType: RequestType): SendStep {
  const title = `{userName} has asked to cancel ${CALLED[requestType]} request ({crsId})`;
  return update('the customer cancels', requestType, 'canceled', { title, text: null });
}

/** The dealer brings the request to a status, or further. */
export function answer(...status: readonly [Status, ...Status[]]): AwaitStep {
  return { title: `the dealer answers: ${status[0]}`, await: { status } };
}

/** The asset of the story. */
export const ASSET = {
  rentedAssetId: '{rentedAssetId}',
  equipmentAssetId: '{equipmentAssetId}',
  serialNumber: '{serialNumber}',
};

/** The contract of the story. */
export const CONTRACT = { contractNumber: '{contractNumber}', contractId: '{contractId}' };
