import type { Status } from '../../src/interface/message/request-type.js';
import type { RequestWorld, Sample } from './request-world.js';
import { sample } from './request-world.js';

// The interface's own sample messages as stories: those from CRS go through the inbound handler, those
// from the dealer through the dealer's API.

/** A story: its name, and the samples in their order, each with the status after it. */
export type Story = [string, ...[name: string, status: Status][]];

export const STORIES: Story[] = [
  [
    'a purchase order that is changed',
    ...po(['03-from-dealer-received', 'received'], ['04-from-dealer-closed', 'closed']),
  ],
  [
    'a purchase order that is canceled',
    ...po(['05-from-crs-canceled', 'canceled'], ['06-from-dealer-closed', 'closed']),
  ],
  [
    'a jobsite that is changed',
    ...of('jobsite', ['03-from-dealer-received', 'received'], ['04-from-dealer-closed', 'closed']),
  ],
  [
    'a jobsite request that is canceled',
    ...of('jobsite', ['05-from-crs-canceled', 'canceled'], ['06-from-dealer-closed', 'closed']),
  ],
  [
    'an extension',
    ...of('extend', ['03-from-dealer-received', 'received'], ['04-from-dealer-closed', 'closed']),
  ],
  [
    'an extension that is canceled',
    ...of('extend', ['05-from-crs-canceled', 'canceled'], ['06-from-dealer-closed', 'closed']),
  ],
  ...(['transfer', 'calloff', 'service'] as const).flatMap((type): Story[] => [
    [
      `a ${type} that is done`,
      ...of(
        type,
        ['03-from-dealer-received', 'received'],
        ['04-from-dealer-scheduled', 'scheduled'],
        ['05-from-dealer-closed', 'closed'],
      ),
    ],
    [
      `a ${type} that is canceled`,
      ...of(
        type,
        ['03-from-dealer-received', 'received'],
        ['06-from-crs-canceled', 'canceled'],
        ['07-from-dealer-closed', 'closed'],
      ),
    ],
  ]),
  ['a rental without a quote', ...of('quote', ['04-from-dealer-closed', 'closed'])],
  [
    'a rental that is canceled',
    ...of(
      'quote',
      ['03-from-crs-submitted', 'submitted'],
      ['05-from-crs-canceled', 'canceled'],
      ['06-from-dealer-closed', 'closed'],
    ),
  ],
  [
    'a lead for another dealer',
    ['lead-01-from-crs-submitted', 'submitted'],
    ['lead-02-from-dealer-submitted', 'submitted'],
  ],
  [
    'a lead that is lost',
    ['lead-01-from-crs-submitted', 'submitted'],
    ['lead-03-from-dealer-closed', 'closed'],
    ['lead-04-from-dealer-closed', 'closed'],
  ],
];

function of(type: string, ...steps: [string, Status][]): [string, Status][] {
  const all: [string, Status][] = [
    ['01-from-crs-submitted', 'submitted'],
    ['02-from-crs-submitted', 'submitted'],
    ...steps,
  ];
  return all.map(([name, status]) => [`${type}-${name}`, status]);
}

function po(...steps: [string, Status][]): [string, Status][] {
  return of('purchase_order', ...steps);
}

/** Does what a sample tells, with the request R1. @returns the sample with our id */
export async function tell(world: RequestWorld, dealer: string, name: string): Promise<Sample> {
  const given = ours(sample(name));
  if (isFromCrs(name)) await world.fromCrs(dealer, given);
  else await world.fromDealer(dealer, 'R1', bodyOf(given));
  return given;
}

export function isFromCrs(name: string): boolean {
  return name.includes('-from-crs-');
}

/** The sample with our id in place of the one it tells of. */
export function ours(given: Sample): Sample {
  const { localId, remoteId, ...request } = given.payload.request;
  const ids =
    typeof remoteId === 'string' && remoteId !== '1234567'
      ? { localId, remoteId: 'R1' }
      : { localId, ...(remoteId !== undefined && { remoteId }) };
  return { ...given, payload: { ...given.payload, request: { ...ids, ...request } } };
}

function bodyOf({ payload: { requestUpdate = {} } }: Sample) {
  const { status, createdBy, text, updateDate, properties } = requestUpdate as {
    status: Status;
    createdBy: string;
    text: string | null;
    updateDate?: string;
    properties: { userName: string; disposition?: string };
  };
  return {
    status,
    text,
    createdBy: createdBy.replace(/^local:/, ''),
    ...properties,
    ...(updateDate !== undefined && { updateDate }),
  };
}

/** What is to be sent to CRS where a sample says this. @param createdDate what stands for its time */
export function payloadOf({ payload }: Sample, createdDate: unknown) {
  const { request, requestUpdate } = payload;
  return {
    request: {
      ...request,
      localId: 'R1',
      // One sample closes a request and names it scheduled, which no rental can be.
      status:
        request['status'] === 'scheduled' && requestUpdate?.['status'] === 'closed'
          ? 'closed'
          : request['status'],
    },
    requestUpdate: { ...requestUpdate, createdDate },
  };
}
