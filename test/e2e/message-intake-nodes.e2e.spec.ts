import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { notification, requestMessage, submit } from '../support/intake.js';
import { startNodes, type ServerNodes } from '../support/process-nodes.js';

jest.setTimeout(60_000);

let nodes: ServerNodes;
let token: string;

beforeAll(async () => {
  nodes = await startNodes({ MESSAGE_WORKERS: '0' });
  await nodes.addDealer('A000');
  token = await nodes.server.token(['A000']);
}, 60_000);
afterAll(() => nodes.close());

const ROUNDS = 20;

it('a message that comes to two servers at one moment is stored once, with its files', async () => {
  // Several files, in an order of their own in each message.
  const image = (name: string) => ({
    filename: name,
    mimetype: 'image/png',
    contents: Buffer.from(name.repeat(2_000)).toString('base64'),
  });
  for (let round = 0; round < ROUNDS; round++) {
    const names = ['a', 'b', 'c', 'd'].map((name) => `${name}${round}`);
    const messages = [names, names.toReversed()].flatMap((order) => [
      notification(),
      requestMessage({ properties: { images: order.map(image) } }),
    ]);
    const answers = await Promise.all(
      messages.flatMap((message) =>
        nodes.nodes.map(async ({ address }) => {
          const { status, body } = await submit(address, message, { token });
          expect(status).toBe(200);
          return [body['submittedMessageId'], body['enqueuedTime']] as const;
        }),
      ),
    );
    // Both answers to a message are the same.
    expect(new Set(answers.map((answer) => answer.join(' '))).size).toBe(messages.length);
  }
  const { rows } = await nodes.server.database.pool.query<{ sequence: number; id: string }>(
    `SELECT sequence::int, submitted_message_id AS id FROM message ORDER BY sequence`,
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(ROUNDS * 4);
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1));
});

it('another body under the same id is a message of its own on whichever server, marked once', async () => {
  const first = notification({ submittedMessageId: 'reused' });
  const messages = [first, { ...first, customerNumber: '2' }];
  await Promise.all(
    messages.flatMap((message) =>
      nodes.nodes.map(({ address }) => submit(address, message, { token })),
    ),
  );
  const { rows } = await nodes.server.database.pool.query<{ reused: boolean }>(
    `SELECT reused_id AS reused FROM message WHERE submitted_message_id = 'reused' ORDER BY sequence`,
  );
  expect(rows).toEqual([{ reused: false }, { reused: true }]);
});
