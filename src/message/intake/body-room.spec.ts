import { beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/until.js';
import { readConfig } from '../../config/config.js';
import { BodyRoom } from './body-room.js';

const MB = 1024 * 1024;
let room: BodyRoom;
let begun: string[];

beforeEach(() => {
  // Room for 8 MB.
  room = new BodyRoom(readConfig({ MESSAGE_BODY_BYTES: `${MB}`, REQUEST_TIMEOUT_MS: '500' }));
  begun = [];
});

/** A body that is held until it is let go. */
function hold(name: string, bytes: number) {
  const work = Promise.withResolvers<string>();
  const result = room.use(bytes, () => {
    begun.push(name);
    return work.promise;
  });
  result.catch(() => undefined);
  return { result, end: () => work.resolve(name), fail: () => work.reject(new Error(name)) };
}

describe('a large body', () => {
  it('waits until there is room, and those behind it, too', async () => {
    const first = hold('first', 6 * MB);
    const large = hold('large', 4 * MB);
    const medium = hold('medium', 2 * MB);
    await until(() => begun.length === 1);
    first.end();
    await first.result;
    await until(() => begun.length === 3);
    expect(begun).toEqual(['first', 'large', 'medium']);
    large.end();
    medium.end();
    expect(await Promise.all([large.result, medium.result])).toEqual(['large', 'medium']);
  });

  it('leaves its room when it fails', async () => {
    const first = hold('first', 8 * MB);
    const second = hold('second', 8 * MB);
    first.fail();
    await expect(first.result).rejects.toThrow('first');
    second.end();
    expect(await second.result).toBe('second');
  });

  it('that finds no room in time is refused, and those behind it go on', async () => {
    const first = hold('first', 6 * MB);
    const large = hold('large', 8 * MB);
    await expect(large.result).rejects.toMatchObject({ code: 'overloaded', retryAfter: 10 });
    const medium = hold('medium', 2 * MB);
    medium.end();
    expect(await medium.result).toBe('medium');
    first.end();
    await first.result;
    expect(begun).toEqual(['first', 'medium']);
  });
});

it('a small body waits for nobody', async () => {
  const first = hold('first', 8 * MB);
  hold('waiting', 8 * MB);
  const small = hold('small', 2_000);
  small.end();
  expect(await small.result).toBe('small');
  first.end();
  await first.result;
});
