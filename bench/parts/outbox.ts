import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { startCrsPeer, type CrsPeer } from '../../test/support/crs-peer.js';
import { postAndUpdate } from '../contenders/post-and-update.js';
import { installProduct } from '../dealer-data.js';
import { BenchOutbox } from '../load/outbox.js';
import { median, medianRatio } from '../load/statistics.js';
import { fixed, sizeOf, tell, type Bar, type BenchOptions, type PartResult } from '../part.js';
import type { Workspace } from '../processes/workspace.js';

const DEALER = 'B001';
/** How long CRS takes, in milliseconds. */
const ANSWER_MS = 10;
/** In theory, of one message after the other. */
const MOST_PER_SECOND = 1000 / ANSWER_MS;
const ENOUGH_PER_SECOND = 50;

/** Messages a second, round by round. */
interface Rates {
  readonly few: number[];
  readonly full: number[];
  readonly bare: number[];
}

/** Messages sent to CRS for one dealer, which is one after the other: against a bare loop. */
export async function outbox(workspace: Workspace, options: BenchOptions): Promise<PartResult> {
  const sizes = {
    messages: sizeOf(options, undefined, 1_000, 50),
    waiting: sizeOf(options, undefined, 100_000, 1_000),
    answerMs: ANSWER_MS,
  };
  const peer = await startCrsPeer();
  try {
    peer.behave(() => delay(ANSWER_MS, 'accept' as const));
    const rates = await ratesOf(workspace, peer, sizes, sizeOf(options, options.rounds, 3, 1));
    return { sizes, ...shown(rates, sizes.waiting), raw: { ...rates } };
  } finally {
    await peer.close();
  }
}

async function ratesOf(
  workspace: Workspace,
  peer: CrsPeer,
  { messages, waiting }: { readonly messages: number; readonly waiting: number },
  rounds: number,
): Promise<Rates> {
  const rates: Rates = { few: [], full: [], bare: [] };
  const { url, box } = await connected(workspace, peer);
  tell('warm-up');
  await box.fill(messages);
  await box.drain(peer, messages);
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    await box.fill(messages);
    rates.few.push(await box.drain(peer, messages));
    await box.fill(waiting);
    rates.full.push(await box.drain(peer, messages));
    await box.fill(messages);
    rates.bare.push(await postAndUpdate(url, peer, messages));
  }
  return rates;
}

/** A server whose one dealer is connected with the peer. */
async function connected(workspace: Workspace, peer: CrsPeer) {
  const key = randomBytes(32);
  const { url, product } = await installProduct(workspace, 'outbox', {
    SECRETS_KEY: key.toString('base64'),
    CRS_ALLOW_PRIVATE: 'on',
  });
  await product.cli('dealer', 'add', DEALER, '--name', `Dealer ${DEALER}`);
  const box = new BenchOutbox(url, DEALER, key);
  await box.connect(peer);
  await product.start(DEALER);
  return { url, box };
}

function shown({ few, full, bare }: Rates, waiting: number): Pick<PartResult, 'tables' | 'bars'> {
  const row = (name: string, rates: readonly number[]) => [
    name,
    fixed(median(rates), 1),
    fixed(median(rates) / MOST_PER_SECOND, 2),
    fixed(medianRatio(rates, bare), 2),
  ];
  const bar = (text: string, value: number, limit: number): Bar => ({
    text,
    value,
    limit,
    kind: 'at least',
  });
  return {
    tables: [
      {
        title: `Messages sent for one dealer, each answered after ${ANSWER_MS} ms`,
        head: ['', 'a second', `of ${MOST_PER_SECOND}`, 'of the bare loop'],
        rows: [
          row('this server', few),
          row(`this server, ${waiting} waiting`, full),
          row('bare loop: post, one UPDATE', bare),
        ],
      },
    ],
    bars: [
      bar('messages a second', median(few), ENOUGH_PER_SECOND),
      bar(`messages a second, ${waiting} waiting`, median(full), ENOUGH_PER_SECOND),
      bar('against the bare loop', medianRatio(few, bare), 0.5),
      bar(`with ${waiting} waiting against few`, medianRatio(full, few), 0.8),
    ],
  };
}
