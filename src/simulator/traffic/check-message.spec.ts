import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Side } from '../../interface/message/request-type.js';
import { CHAIN } from '../rules/chains.rules.js';
import { MESSAGE } from '../rules/messages.rules.js';
import { REQUEST } from '../rules/requests.rules.js';
import { checkMessage } from './check-message.js';

type Json = Record<string, unknown>;
type Mutable = Json & {
  payload: Json & { request: Json; requestUpdate: Json; requestUpdates: Json[]; message: Json };
};

const FOLDER = new URL('../../../test/fixtures/messages/', import.meta.url);
const SAMPLES = readdirSync(FOLDER).filter((name) => /-from-(crs|dealer)-/.test(name));

const textOf = (name: string) =>
  readFileSync(new URL(SAMPLES.find((one) => one.startsWith(name)) ?? name, FOLDER), 'utf8');
const sideOf = (name: string): Side => (/from-crs/.test(name) ? 'crs' : 'dealer');

const CHAIN_MESSAGE = JSON.stringify({
  dealerCode: 'A000',
  customerNumber: '001234',
  submittedMessageId: 'm1',
  submittedTime: '2022-01-01T00:00:30Z',
  messageType: 'message',
  payload: {
    message: {
      messageChain: { localId: 'chain1', chainType: 'asset', active: true },
      messages: [
        { createdDate: '2022-01-01T00:02:00Z', createdBy: 'local:jr', messageText: 'Which one?' },
        { createdDate: '2022-01-01T00:01:00Z', createdBy: 'remote:john', messageText: 'A noise.' },
      ],
      asset: { rentedAssetId: '34567' },
      contract: { contractId: 'C001' },
    },
  },
});

function broken(text: string | Uint8Array, from: Side): string[] {
  return checkMessage(text, from).inspection.broken.map(({ rule }) => rule.id);
}

it.each(SAMPLES.filter((name) => !name.startsWith('quote-04')))(
  'finds nothing in the interface’s own sample %s',
  (name) => expect(broken(textOf(name), sideOf(name))).toEqual([]),
);

it('finds the status that the sample of a rental request has by mistake', () => {
  expect(broken(textOf('quote-04'), 'dealer')).toEqual([
    REQUEST.statusOfType.id,
    REQUEST.statusAfter.id,
  ]);
});

it('finds nothing in a chain, and nothing in a change that is told', () => {
  expect(broken(CHAIN_MESSAGE, 'dealer')).toEqual([]);
  const { payload: _payload, ...told } = JSON.parse(CHAIN_MESSAGE) as Json;
  expect(broken(JSON.stringify({ ...told, messageType: 'invoice' }), 'dealer')).toEqual([]);
});

type Case = readonly [rule: { readonly id: string }, sample: string, change: (m: Mutable) => void];

const set = (owner: Json | undefined, name: string, value: unknown) => {
  if (owner) owner[name] = value;
};
const told = (type: string) => (m: Mutable) => {
  m.messageType = type;
  Reflect.deleteProperty(m, 'payload');
};
const chain = (m: Mutable) => m.payload.message['messageChain'] as Json;
const messages = (m: Mutable) => m.payload.message['messages'] as Json[];

const CASES: readonly Case[] = [
  [MESSAGE.dealerCode, 'extend-03', (m) => set(m, 'dealerCode', undefined)],
  [MESSAGE.id, 'extend-03', (m) => set(m, 'submittedMessageId', '')],
  [MESSAGE.submittedTime, 'extend-03', (m) => set(m, 'submittedTime', '2022-01-01T00:00:30')],
  [MESSAGE.type, 'extend-03', (m) => set(m, 'messageType', 'Request')],
  [MESSAGE.priority, 'extend-03', (m) => set(m, 'submittedPriority', 'high')],
  [
    MESSAGE.customer,
    'extend-03',
    (m) => {
      told('contract')(m);
      m['customerNumber'] = null;
    },
  ],
  [MESSAGE.customer, 'extend-03', (m) => set(m, 'customerNumber', { id: '001234' })],
  [
    MESSAGE.customerNamed,
    'extend-03',
    (m) => {
      told('catalog')(m);
      m['customerNumber'] = null;
    },
  ],
  [MESSAGE.queueFields, 'extend-03', (m) => set(m, 'active', true)],
  [MESSAGE.layout, 'extend-03', (m) => set(m.payload, 'errorCode', {})],
  [MESSAGE.date, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdDate', '2022-01-01')],
  [MESSAGE.unknownField, 'extend-03', (m) => set(m, 'customer', '001234')],
  [
    MESSAGE.payloadEmpty,
    'extend-03',
    (m) => {
      m['messageType'] = 'invoice';
    },
  ],
  [MESSAGE.payloadForeign, 'extend-03', (m) => set(m.payload, 'message', { messages: [] })],
  [MESSAGE.user, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdBy', 'Jennifer Rents')],
  [MESSAGE.user, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdBy', 'Local:jr')],
  [MESSAGE.user, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdBy', 'local:')],
  [MESSAGE.errorId, 'purchase_order-08', (m) => set(m.payload, 'errorSubmittedMessageId', null)],
  [MESSAGE.errorCode, 'purchase_order-08', (m) => set(m.payload, 'errorCode', '404')],
  [MESSAGE.errorRequest, 'purchase_order-07', (m) => set(m.payload, 'requestUpdates', null)],
  [
    MESSAGE.errorOrder,
    'purchase_order-07',
    (m) => set(m.payload.requestUpdates[0], 'createdDate', '2022-01-01T09:00:00Z'),
  ],
  [
    REQUEST.payload,
    'extend-03',
    (m) => {
      set(m.payload, 'request', null);
    },
  ],
  [
    REQUEST.id,
    'extend-03',
    (m) => Object.assign(m.payload.request, { localId: null, remoteId: null }),
  ],
  [REQUEST.localId, 'extend-03', (m) => set(m.payload.request, 'localId', null)],
  [REQUEST.opening, 'extend-01', (m) => set(m.payload.request, 'remoteId', 'extend1')],
  [REQUEST.type, 'extend-03', (m) => set(m.payload.request, 'requestType', 'extension')],
  [REQUEST.type, 'extend-03', (m) => set(m.payload.request, 'requestType', undefined)],
  [REQUEST.status, 'extend-03', (m) => set(m.payload.request, 'status', 'cancelled')],
  [REQUEST.status, 'extend-01', (m) => set(m.payload.request, 'status', null)],
  [
    REQUEST.statusOfType,
    'extend-01',
    (m) => {
      set(m.payload.request, 'status', 'quoted');
    },
  ],
  [REQUEST.updateStatus, 'extend-03', (m) => set(m.payload.requestUpdate, 'status', null)],
  [REQUEST.updateStatus, 'extend-03', (m) => set(m.payload.requestUpdate, 'status', 'done')],
  [REQUEST.statusAfter, 'extend-03', (m) => set(m.payload.requestUpdate, 'status', 'closed')],
  [REQUEST.created, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdDate', null)],
  [REQUEST.author, 'extend-03', (m) => set(m.payload.requestUpdate, 'createdBy', null)],
  [REQUEST.layout, 'extend-03', (m) => set(m.payload.request, 'assets', '34567')],
  [
    REQUEST.file,
    'service-02',
    (m) =>
      set(m.payload.requestUpdate['properties'] as Json, 'images', [
        { filename: 'a.jpg', mimetype: 'image/jpeg', contents: 'data:image/jpeg;base64,AAAA' },
      ]),
  ],
  [REQUEST.contract, 'purchase_order-01', (m) => set(m.payload.request, 'contract', null)],
  [
    REQUEST.poNumber,
    'purchase_order-01',
    (m) => set(m.payload.request['properties'] as Json, 'poNumber', ''),
  ],
  [REQUEST.jobsite, 'jobsite-01', (m) => set(m.payload.request, 'properties', {})],
  [REQUEST.destination, 'transfer-01', (m) => set(m.payload.request, 'properties', {})],
  [REQUEST.assets, 'calloff-01', (m) => set(m.payload.request, 'assets', [])],
  [
    REQUEST.oneAsset,
    'service-01',
    (m) => (m.payload.request['assets'] as Json[]).push({ serialNumber: '2' }),
  ],
  [REQUEST.assetNamed, 'service-01', (m) => set(m.payload.request, 'assets', [{}])],
  [REQUEST.until, 'extend-01', (m) => set(m.payload.request, 'requestedDate', null)],
  [REQUEST.scheduled, 'service-04', (m) => set(m.payload.requestUpdate, 'updateDate', null)],
  [
    REQUEST.properties,
    'extend-01',
    (m) => set(m.payload.request, 'properties', { isWorking: true }),
  ],
  [
    REQUEST.properties,
    'extend-04',
    (m) => set(m.payload.requestUpdate, 'properties', { disposition: 'Won' }),
  ],
  [
    REQUEST.disposition,
    'quote-06',
    (m) => set(m.payload.requestUpdate, 'properties', { disposition: 'Sold' }),
  ],
  [REQUEST.leadDisposition, 'lead-03', (m) => set(m.payload.requestUpdate, 'properties', {})],
  [
    REQUEST.wrongTerritory,
    'lead-03',
    (m) => set(m.payload.requestUpdate, 'properties', { disposition: 'Wrong Territory' }),
  ],
  [REQUEST.leadHistory, 'lead-01', (m) => set(m.payload, 'requestUpdates', [])],
  [CHAIN.payload, '', (m) => set(m.payload, 'message', null)],
  [CHAIN.payload, '', (m) => set(m.payload.message, 'messageChain', null)],
  [CHAIN.id, '', (m) => set(chain(m), 'localId', null)],
  [CHAIN.type, '', (m) => set(chain(m), 'chainType', 'contract')],
  [CHAIN.layout, '', (m) => set(chain(m), 'active', 'maybe')],
  [
    CHAIN.most,
    '',
    (m) =>
      set(
        m.payload.message,
        'messages',
        Array.from({ length: 11 }, () => messages(m)[0]),
      ),
  ],
  [CHAIN.empty, '', (m) => set(m.payload.message, 'messages', [])],
  [CHAIN.order, '', (m) => set(m.payload.message, 'messages', messages(m).toReversed())],
  [CHAIN.text, '', (m) => set(messages(m)[0], 'messageText', ' ')],
  [CHAIN.author, '', (m) => set(messages(m)[0], 'createdBy', null)],
  [CHAIN.asset, '', (m) => set(m.payload.message, 'asset', null)],
  [CHAIN.contract, '', (m) => set(m.payload.message, 'contract', {})],
  [CHAIN.customer, '', (m) => set(m, 'customerNumber', null)],
];

describe('what is broken is found by the rule that names it, and by no other', () => {
  it.each(CASES.map((one, index) => [`${index + 1}: ${one[0].id}`, one] as const))(
    '%s',
    (_title, [rule, sample, change]) => {
      const message = JSON.parse(sample === '' ? CHAIN_MESSAGE : textOf(sample)) as Mutable;
      change(message);
      const from =
        sample === '' ? 'dealer' : sideOf(SAMPLES.find((s) => s.startsWith(sample)) ?? '');
      expect([...new Set(broken(JSON.stringify(message), from))]).toEqual([rule.id]);
    },
  );

  it.each([
    ['cut short', '{"dealerCode": "A000"'],
    ['empty', ' '],
    ['a list', '[]'],
    ['a name twice', '{"dealerCode": "A000", "dealerCode": "A001"}'],
  ])('no JSON object: %s', (_title, text) => {
    expect(broken(text, 'dealer')).toEqual([MESSAGE.json.id]);
  });

  it('bytes that are not UTF-8', () => {
    expect(broken(Buffer.from([0x7b, 0xff, 0x7d]), 'dealer')).toEqual([MESSAGE.json.id]);
  });
});

it('has a crafted message for every rule about one message', () => {
  const named = new Set(CASES.map(([rule]) => rule.id));
  const looked = [...Object.values(MESSAGE), ...Object.values(REQUEST), ...Object.values(CHAIN)];
  // JSON is above; the others need a connection, or what was sent before.
  const elsewhere = new Set([
    MESSAGE.json,
    MESSAGE.contentType,
    CHAIN.known,
    CHAIN.pair,
    CHAIN.active,
  ]);
  const left = looked.filter((rule) => !named.has(rule.id) && !elsewhere.has(rule));
  expect(left).toEqual([]);
});

it('says where, what came, and how often a rule was looked at', () => {
  const message = JSON.parse(textOf('extend-03')) as Mutable;
  message.payload.requestUpdate['createdDate'] = '2022-01-01T00:00:30';
  const { inspection } = checkMessage(JSON.stringify(message), 'dealer');
  expect(inspection.broken).toMatchObject([
    { path: 'payload.requestUpdate.createdDate', found: expect.stringContaining('00:00:30') },
  ]);
});
