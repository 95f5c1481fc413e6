import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { REPLY } from '../../src/simulator/rules/messages.rules.js';
import { Run } from '../../src/simulator/run.js';
import { Target } from '../../src/simulator/target.js';
import { FreshMessages } from '../../src/simulator/traffic/fresh-messages.js';
import { MessageFileError, readMessages } from '../../src/simulator/traffic/message-file.js';
import { sendMessage } from '../../src/simulator/traffic/send-message.js';
import { findSubject } from '../../src/simulator/traffic/subject.js';
import { HttpWire } from '../../src/simulator/wire/http-wire.js';
import { startSimulatorWorld, type SimulatorWorld } from '../support/simulator-world.js';
import { envelope, opened } from '../support/stranger-dealer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SAMPLES = new URL('../fixtures/messages/', import.meta.url).pathname;

describe('to our server', () => {
  let world: SimulatorWorld;
  beforeAll(async () => {
    world = await startSimulatorWorld();
  });
  afterAll(() => world.close());

  it('every sample message of CRS’s is taken, and taken once, without a finding', async () => {
    const fresh = new FreshMessages();
    const samples = (await readMessages(SAMPLES)).filter(({ source }) => /from-crs/.test(source));
    expect(samples.length).toBeGreaterThan(20);
    for (const { source, message } of samples) {
      const sent = await sendMessage(world.run, world.target, fresh.fresh(message), source, {
        repeat: true,
      });
      expect([source, sent.taken, sent.inspection.broken]).toEqual([source, true, []]);
    }
    expect(world.run.findings.list()).toEqual([]);
  });

  it('a customer’s contract and asset are found by asking', async () => {
    const wanted = { dealer: 'A000', customer: '001234' };
    expect(await findSubject(world.target, wanted)).toMatchObject({
      isFound: true,
      subject: { contractId: 'C001', rentedAssetId: '1', serialNumber: '1' },
    });
    expect(await findSubject(world.target, { ...wanted, contract: 'C9' })).toMatchObject({
      isFound: false,
      subject: { contractId: 'C9' },
    });
  });
});

describe('to a server that answers wrongly', () => {
  let app: FastifyInstance | undefined;
  afterEach(async () => {
    await app?.close();
  });

  async function rules(
    answer: (body: object, times: number) => { status?: number; body: unknown },
  ) {
    let times = 0;
    app = Fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) =>
      done(null, text),
    );
    app.post('/token', () => ({ access_token: 'a', token_type: 'Bearer', expires_in: 300 }));
    app.post('/api/message', (request, reply) => {
      const given = answer(JSON.parse(request.body as string) as object, ++times);
      return reply.code(given.status ?? 200).send(given.body);
    });
    const url = await app.listen({ port: 0 });
    const run = new Run('test', url);
    const wire = new HttpWire();
    const settings = {
      url: `${url}/api`,
      tokenUrl: `${url}/token`,
      clientId: 'crs',
      clientSecret: 's',
    };
    const target = new Target(settings, wire, run.findings);
    await sendMessage(run, target, opened('7001'), 'request', { repeat: true });
    await wire.close();
    return run.findings.list().map(({ rule }) => rule.id);
  }

  const stamps = {
    enqueuedTime: '2026-01-01T00:00:00Z',
    enqueuedClientId: 'crs',
    attemptTime: null,
    attemptCount: 0,
    deliveredTime: null,
  };

  it('what is right is no finding, also with other forms of the same values', async () => {
    const right = (body: object) => ({
      body: { ...body, ...stamps, attemptTime: undefined, active: true, more: 1 },
    });
    expect(await rules(right)).toEqual([]);
  });

  it.each([
    [REPLY.taken, (body: object) => ({ status: 400, body })],
    [REPLY.replay, () => ({ body: stamps })],
    [REPLY.replay, (body: object) => ({ body: { ...body, ...stamps, dealerCode: 'B000' } })],
    [REPLY.replay, (body: object) => ({ body: { ...body, ...stamps, payload: {} } })],
    [REPLY.replay, () => ({ body: '"ok"' })],
    [
      REPLY.enqueuedTime,
      (body: object) => ({ body: { ...body, ...stamps, enqueuedTime: '2026-01-01 00:00' } }),
    ],
    [REPLY.clientId, (body: object) => ({ body: { ...body, ...stamps, enqueuedClientId: null } })],
    [REPLY.attempts, (body: object) => ({ body: { ...body, ...stamps, attemptCount: 1 } })],
    [
      REPLY.repeated,
      (body: object, times: number) => ({
        status: times > 1 ? 409 : 200,
        body: { ...body, ...stamps },
      }),
    ],
    [
      REPLY.once,
      (body: object, times: number) => ({
        body: { ...body, ...stamps, enqueuedTime: `2026-01-01T00:00:0${times}Z` },
      }),
    ],
  ])('%#: $id', async (rule, answer) => {
    expect(await rules(answer)).toEqual([rule.id]);
  });
});

describe('from files', () => {
  it('one message, an array, or one a line', async () => {
    const folder = await temporaryFolder();
    const [a, b] = [envelope('invoice'), envelope('contract')];
    await writeFile(join(folder, '1.json'), JSON.stringify(a, null, 2));
    await writeFile(join(folder, '2.json'), JSON.stringify([a, b]));
    await writeFile(join(folder, '3.ndjson'), `${JSON.stringify(a)}\n\n${JSON.stringify(b)}\n`);
    const read = await readMessages(folder);
    expect(read.map(({ message }) => message)).toEqual([a, a, b, a, b]);
    expect(read.map(({ source }) => source)).toEqual([
      '1.json',
      '2.json #1',
      '2.json #2',
      '3.ndjson #1',
      '3.ndjson #2',
    ]);
  });

  it('what cannot be read is said, with file and line', async () => {
    const folder = await temporaryFolder();
    await expect(readMessages(folder)).rejects.toThrow(MessageFileError);
    await expect(readMessages(join(folder, 'none'))).rejects.toThrow('cannot be read');
    await writeFile(join(folder, 'a.ndjson'), '{}\n{"a":\n');
    await expect(readMessages(folder)).rejects.toThrow(/a\.ndjson, line 2/);
    await writeFile(join(folder, 'a.ndjson'), '[1]');
    await expect(readMessages(folder)).rejects.toThrow('is no JSON object');
  });

  it('ids and times are fresh, and one request keeps one id', () => {
    const renewed = new FreshMessages();
    const old = {
      ...opened('1234567', { remoteId: 'po1', requestedDate: '2022-01-03T16:00:00Z' }),
      submittedTime: '2022-01-01T16:00:00Z',
    };
    const [first, second] = [renewed.fresh(old), renewed.fresh(old)];
    expect(first['submittedMessageId']).not.toBe(second['submittedMessageId']);
    const request = (message: unknown) =>
      (message as { payload: { request: Record<string, unknown> } }).payload.request;
    expect(request(first)['localId']).toBe(request(second)['localId']);
    expect(request(first)['localId']).not.toBe('1234567');
    expect(request(first)).not.toHaveProperty('remoteId');
    const wanted = Date.parse(String(request(first)['requestedDate'])) - Date.now();
    expect(Math.round(wanted / 3_600_000)).toBe(48);
  });
});
