import { expect, it } from '@jest/globals';
import { REQUEST_TYPES } from '../../../interface/message/vocabulary.js';
import { CrsSide } from '../../serve/crs-side.js';
import { checkMessage } from '../check-message.js';
import { fill } from './fill.js';
import { STORIES } from './stories.js';
import { storyValues } from './story-values.js';

const SUBJECT = {
  dealer: 'A000',
  customer: '001234',
  contractId: 'C001',
  contractNumber: 'C001',
  jobsiteId: 'J1',
  rentedAssetId: '1',
  equipmentAssetId: '2',
  serialNumber: '3',
};

const SENT = STORIES.flatMap(({ name, steps, withoutCustomer }) =>
  steps.flatMap((step) => ('send' in step ? [{ name, step, withoutCustomer }] : [])),
);

it.each(SENT.map((one) => [`${one.name}: ${one.step.title}`, one] as const))(
  'what CRS sends is right: %s',
  (_title, { step, withoutCustomer }) => {
    const payload = fill(step.send, storyValues(SUBJECT, new CrsSide(), '1001', Date.now()));
    const message = {
      dealerCode: 'A000',
      customerNumber: withoutCustomer ? null : '001234',
      submittedMessageId: 'm1',
      submittedTime: new Date().toISOString(),
      messageType: 'message' in payload ? 'message' : 'request',
      payload,
    };
    const text = JSON.stringify(message);
    expect(checkMessage(text, 'crs').inspection.broken).toEqual([]);
    expect(text).not.toMatch(/\{\w+\}/);
  },
);

it('there is a story for every type of request, to its end and canceled', () => {
  const types = (wanted: (name: string) => boolean) =>
    new Set(
      SENT.filter(({ name }) => wanted(name)).map(
        ({ step }) => (step.send['request'] as { requestType?: string } | undefined)?.requestType,
      ),
    );
  expect([...types(() => true)]).toEqual(expect.arrayContaining([...REQUEST_TYPES]));
  const canceled = types((name) => name.endsWith('-canceled'));
  // A lead is no customer's: nobody cancels it.
  expect(REQUEST_TYPES.filter((type) => !canceled.has(type))).toEqual(['lead']);
});

it('no two stories have the same name', () => {
  expect(new Set(STORIES.map(({ name }) => name)).size).toBe(STORIES.length);
});
