import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SENDING } from '../../src/simulator/rules/messages.rules.js';
import { Run } from '../../src/simulator/run.js';
import { startCrsServer } from '../../src/simulator/serve/start-crs-server.js';
import type { StepResult } from '../../src/simulator/traffic/stories/story.js';
import { runStory } from '../../src/simulator/traffic/stories/run-story.js';
import { STORIES } from '../../src/simulator/traffic/stories/stories.js';
import { startSimulatorWorld, type SimulatorWorld } from '../support/simulator-world.js';
import { envelope, StrangerDealer } from '../support/stranger-dealer.js';
import { until } from '../support/until.js';

let world: SimulatorWorld;
beforeAll(async () => {
  world = await startSimulatorWorld();
});
afterAll(() => world.close());

const SCHEDULED = { updateDate: '2026-12-03T16:00:00Z' };
const ANSWERS: Readonly<Record<string, object>> = {
  'lead: the dealer answers: closed': { disposition: 'Won' },
  'lead: the dealer changes the disposition': {
    status: 'closed',
    disposition: 'Lost - Availability',
  },
  'lead-transfer: the dealer sends it back: Wrong Territory': {
    status: 'submitted',
    disposition: 'Wrong Territory',
  },
  'lead-transfer: the dealer answers: closed': { disposition: 'Not A Real Lead' },
};

/** What the dealer's user does next: what the story waits for, once its own side knows of it all. */
async function act(name: string, step: number): Promise<void> {
  const next = STORIES.find((story) => story.name === name)?.steps[step];
  if (!next || !('await' in next) || 'error' in next.await) return;
  const { await: awaited, title } = next;
  if ('chainMessage' in awaited) return write();
  const request = world.side.requests.all.at(-1);
  const crsId = request?.crsId ?? '';
  await until(async () => (await world.request(crsId)).status === request?.state.status);
  const [status] = awaited.status;
  const more = ANSWERS[`${name}: ${title}`] ?? (status === 'scheduled' ? SCHEDULED : {});
  await world.answer(crsId, { status, ...more });
}

async function write(): Promise<void> {
  const crsId = world.side.chains.all.at(-1)?.crsId;
  const chain = await until(async () => {
    const { body } = await world.dealer.get('/dealer/v1/chains');
    return (body as { items: { id: string; crsId: string }[] }).items.find(
      (one) => one.crsId === crsId,
    );
  });
  const said = { messageText: 'Which one?', createdBy: 'jrents', userName: 'Jennifer Rents' };
  const { status } = await world.dealer.send(`/dealer/v1/chains/${chain.id}/messages`, said);
  expect(status).toBeLessThan(300);
}

async function play(name: string) {
  let step = 0;
  const acting: Promise<void>[] = [];
  const steps: StepResult[] = [];
  const result = await runStory(name, {
    ...world,
    waitMs: 10_000,
    mustAnswer: true,
    onStep: (story, made) => {
      steps.push(made);
      acting.push(act(story, ++step));
    },
  });
  await Promise.all(acting);
  expect(steps).toEqual(result.steps);
  return result;
}

it.each(STORIES.map(({ name }) => name))(
  'the story %s, both ways, without a finding',
  async (name) => {
    const result = await play(name);
    expect(result.steps.filter(({ verdict }) => verdict !== 'passed')).toEqual([]);
    expect(result).toMatchObject({ name, verdict: 'passed' });
    await world.crs.quiet();
    expect(world.run.findings.list()).toEqual([]);
  },
);

it('an unanswered story is no failure, unless it must be answered', async () => {
  const waiting = { ...world, waitMs: 50 };
  const silent = await runStory('extend', waiting);
  expect(silent.steps.map(({ verdict }) => verdict)).toEqual([
    'passed',
    'passed',
    'not answered',
    'not answered',
  ]);
  expect(silent.verdict).toBe('not answered');
  const strict = await runStory('extend', { ...waiting, mustAnswer: true });
  expect(strict.verdict).toBe('failed');
  expect(world.run.findings.list().map(({ rule }) => rule.id)).toEqual(['REQUEST-ANSWERED']);
});

it('an error that does not fit is found', async () => {
  const crs = await startCrsServer();
  const dealer = new StrangerDealer(crs);
  await dealer.signIn();
  const run = new Run('test', 'test');
  const posts: Promise<unknown>[] = [];
  const onStep = (_story: string, { title }: StepResult) => {
    if (!title.startsWith('the customer')) return;
    posts.push(
      (async () => {
        const [last] = await world.dealer.messages('direction=in');
        const errorSubmittedMessageId = last?.['submittedMessageId'];
        const payload = { errorCode: '402 Incorrect Update Submitted', errorSubmittedMessageId };
        const whole = { ...payload, request: REQUEST, requestUpdates: [] };
        await dealer.post(envelope('request', whole));
      })(),
    );
  };
  const context = { ...world, run, side: crs.side, waitMs: 5_000, onStep };
  const { verdict } = await runStory('request-not-found', context);
  await Promise.all(posts);
  await dealer.close();
  await crs.close();
  expect(verdict).toBe('failed');
  expect(run.findings.list().map(({ rule }) => rule.id)).toEqual([SENDING.errorFits.id]);
});

const REQUEST = { localId: '1', requestType: 'purchase_order', status: 'closed' };

it('without CRS’s side a story only sends', async () => {
  const { run, target, subject } = world;
  const { steps } = await runStory('purchase-order', { run, target, subject });
  expect(steps.at(-1)).toMatchObject({
    verdict: 'not answered',
    reasons: ['CRS’s side is not served'],
  });
});
