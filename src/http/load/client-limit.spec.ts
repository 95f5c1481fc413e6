import { describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { ClientLimit } from './client-limit.js';

const NONE = { atOnce: 0, perSecond: 0 };

describe('the limit of a client', () => {
  it('lets so many be under way at one time, for each client by itself', async () => {
    const limit = new ClientLimit({ ...NONE, atOnce: 2 });
    const first = await limit.take('a');
    await limit.take('a');
    expect(await limit.take('a')).toBeUndefined();
    expect(await limit.take('b')).toBeDefined();
    first?.();
    first?.();
    expect(await limit.take('a')).toBeDefined();
    expect(await limit.take('a')).toBeUndefined();
  });

  it('counts those that come in the same moment', async () => {
    const limit = new ClientLimit({ ...NONE, atOnce: 2 });
    const taken = await Promise.all(['a', 'a', 'a', 'a'].map((client) => limit.take(client)));
    expect(taken.filter((one) => one !== undefined)).toHaveLength(2);
  });

  it('lets so many come in a second, and as many again in the next', async () => {
    const limit = new ClientLimit({ ...NONE, perSecond: 3 });
    const take = async () => (await limit.take('a'))?.() !== undefined;
    const answers = await Promise.all(Array.from({ length: 5 }, () => limit.take('a')));
    expect(answers.filter((one) => one !== undefined)).toHaveLength(3);
    expect(await limit.take('b')).toBeDefined();
    expect(await take()).toBe(false);
    await until(async () => (await limit.take('a')) !== undefined);
  });

  it('is none when it is 0', async () => {
    const limit = new ClientLimit(NONE);
    const taken = await Promise.all(Array.from({ length: 1_000 }, () => limit.take('a')));
    expect(taken).not.toContain(undefined);
  });

  it('does not count what was refused for its rate as under way', async () => {
    const limit = new ClientLimit({ atOnce: 2, perSecond: 1 });
    (await limit.take('a'))?.();
    for (let n = 0; n < 5; n++) expect(await limit.take('a')).toBeUndefined();
    await until(async () => (await limit.take('a')) !== undefined);
  });
});
