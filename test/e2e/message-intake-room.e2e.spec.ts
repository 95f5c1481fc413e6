import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { notification, startIntakeServer, type IntakeServer } from '../support/intake.js';
import { until } from '../support/until.js';

const LIMIT = 1_000_000;

let intake: IntakeServer;
beforeAll(async () => {
  intake = await startIntakeServer({
    MESSAGE_BODY_BYTES: String(LIMIT),
    REQUEST_TIMEOUT_MS: '1000',
  });
});
afterAll(() => intake.close());

/** A sender of a large message that stops half-way. */
async function stall() {
  const sending = request(`${await intake.server.app.getUrl()}/api/v1/message`, {
    method: 'POST',
    headers: { authorization: `Bearer ${intake.token}`, 'content-length': LIMIT },
  });
  sending.on('error', () => undefined);
  sending.write('x'.repeat(LIMIT / 2));
  return sending;
}

it('a large message for which there is no room is answered with 503, and taken when there is', async () => {
  const senders = await Promise.all(Array.from({ length: 8 }, stall));
  const large = notification({ more: 'x'.repeat(LIMIT - 1_000) });
  const refused = await until(async () => {
    const answer = await intake.submit({ ...large, submittedMessageId: crypto.randomUUID() });
    return answer.status === 503 && answer;
  });
  expect(refused.headers['retry-after']).toBe('10');
  expect(refused.body).toMatchObject({ type: 'urn:crs-dealer-api:problem:overloaded' });
  expect((await intake.submit(notification())).status).toBe(200);

  for (const sender of senders) sender.destroy();
  await until(async () => (await intake.submit(large)).status === 200);
});
