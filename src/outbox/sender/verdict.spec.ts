import { describe, expect, it } from '@jest/globals';
import type { CrsAnswer } from './crs-client.js';
import { verdictOf } from './verdict.js';

const ID = 'message-1';

function answer(status: number, text = '', more: Partial<CrsAnswer> = {}): CrsAnswer {
  const head = { retryAfter: undefined, date: undefined, time: 0 };
  return { status, text, contentType: 'application/json', isWhole: true, ...head, ...more };
}

const kindOf = (status: number) => verdictOf(answer(status), ID).kind;

it.each([
  ['delivered', [200, 201, 202, 204, 299]],
  ['unauthorized', [401]],
  ['refused', [400, 402, 405, 406, 409, 410, 411, 413, 414, 415, 418, 422, 423, 431, 451]],
  ['retry', [300, 301, 302, 303, 304, 307, 308, 403, 404, 408, 429]],
  ['retry', [500, 501, 502, 503, 504, 507, 520, 599]],
] as const)('%s: %p', (kind, statuses) => {
  expect(statuses.map((status) => [status, kindOf(status)])).toEqual(
    statuses.map((status) => [status, kind]),
  );
});

it('tells the status and what was said', () => {
  expect(verdictOf(answer(402, '{\n  "error": "no"\n}'), ID)).toEqual({
    kind: 'refused',
    error: 'CRS answered 402: { "error": "no" }',
  });
});

describe('when it was delivered', () => {
  const replay = (more: object = {}) =>
    JSON.stringify({ enqueuedTime: '2021-04-05T10:00:00.123Z', submittedMessageId: ID, ...more });
  const delivered = (text: string, more: Partial<CrsAnswer> = {}) =>
    verdictOf(answer(200, text, more), ID);

  it('keeps the time at which CRS put it into its queue', () => {
    const enqueuedTime = new Date('2021-04-05T10:00:00.123Z');
    expect(delivered(replay())).toEqual({ kind: 'delivered', enqueuedTime });
  });

  it('takes the time from the beginning of a long answer', () => {
    const cut = delivered('{"enqueuedTime" : "2021-04-05T10:00:00Z","payl', { isWhole: false });
    expect(cut).toEqual({ kind: 'delivered', enqueuedTime: new Date('2021-04-05T10:00:00Z') });
  });

  it.each(['null', '"soon"', '"-271820-01-01T00:00:00Z"', '"+275760-01-01T00:00:00Z"', '12'])(
    'has none of the time %s',
    (time) => {
      const text = `{"enqueuedTime":${time},"submittedMessageId":"${ID}"}`;
      expect(delivered(text)).toEqual({ kind: 'delivered', enqueuedTime: undefined });
    },
  );

  it.each(['', 'OK', '[]', 'null', '{}', replay({ submittedMessageId: 'other' })])(
    'remarks that %p does not repeat the message',
    (text) => {
      expect(delivered(text)).toMatchObject({
        kind: 'delivered',
        remark: 'the answer does not repeat the message',
      });
    },
  );

  it('is tried again after a page of HTML: CRS did not see it', () => {
    expect(delivered('<h1>Hello</h1>', { contentType: 'text/html' })).toEqual({
      kind: 'retry',
      error: 'CRS answered 200: <h1>Hello</h1>: an HTML page is no answer of CRS',
    });
  });
});
