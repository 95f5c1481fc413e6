import { expect } from '@jest/globals';
import type { CrsPeer, PeerPost } from './crs-peer.js';
import { textOf, type OutboxWorld } from './outbox-world.js';

/** How often messages arrived more than once. */
export interface Arrivals {
  readonly arrived: number;
  readonly repeated: number;
}

/**
 * Checks that all messages of a dealer arrived in their order, one at a time, and again only directly
 * after, with the same bytes; and that the database says that all are delivered.
 * @param texts in the order in which they were queued
 */
export async function expectAllInOrder(
  world: OutboxWorld,
  { posts, mostOpen }: Pick<CrsPeer, 'posts' | 'mostOpen'>,
  dealer: string,
  texts: readonly string[],
): Promise<Arrivals> {
  const own = posts.filter(({ message }) => message.dealerCode === dealer);
  const firsts = own.filter((post, index) => idOf(post) !== idOf(own[index - 1]));
  expect(firsts.map(textOf)).toEqual(texts);
  const messages = await world.messages(dealer);
  expect(firsts.map(idOf)).toEqual(messages.map((one) => one.submittedMessageId));
  const bodies = new Map(
    messages.map(({ submittedMessageId, body }) => [submittedMessageId, body]),
  );
  for (const post of own) expect(post.body).toBe(bodies.get(idOf(post)));
  expect(new Set(messages.map(({ state, outcome }) => `${state} ${outcome}`))).toEqual(
    new Set(['done delivered']),
  );
  expect(mostOpen(dealer)).toBe(1);
  return { arrived: own.length, repeated: own.length - firsts.length };
}

function idOf(post: PeerPost | undefined): string {
  return post?.message.submittedMessageId ?? '';
}

/** Texts as the world queues them: so many, of so many keys in turn. */
export function textsOf(number: number, keys: number, from = 0): string[] {
  return Array.from({ length: number }, (_, index) => {
    const one = from + index;
    return `k${one % keys}: ${one}`;
  });
}
