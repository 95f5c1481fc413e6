import { Inject, Injectable } from '@nestjs/common';
import { request, type Dispatcher } from 'undici';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { checkedUrl } from '../../outgoing/checked-url.js';
import { CrsAgent } from './crs-agent.js';
import { failureLine } from '../../outgoing/failure-line.js';

/** An answer repeats the message, with its files; nothing more is read of it. */
const MOST_BYTES = 64 * 1024;

/** A message as it is sent. */
export interface CrsPost {
  readonly url: string;
  readonly token: string;
  /** JSON. */
  readonly body: string;
}

/** What CRS answered. */
export interface CrsAnswer {
  readonly status: number;
  /** Without its parameters. */
  readonly contentType: string;
  /** Of its beginning, if that is all that came. */
  readonly text: string;
  readonly isWhole: boolean;
  readonly retryAfter: string | undefined;
  /** The `Date` header. */
  readonly date: string | undefined;
  /** By our clock, half way between the question and the answer: milliseconds since 1970. */
  readonly time: number;
}

/** CRS gave no answer. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Posts messages to CRS. */
@Injectable()
export class CrsClient {
  constructor(
    private readonly agent: CrsAgent,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Posts a message, and waits for the answer at most 20 seconds. Redirects are not followed.
   * @throws NoAnswerError with one line that says why
   */
  async post({ url, token, body }: CrsPost, stop: AbortSignal): Promise<CrsAnswer> {
    const { messageTimeoutMs } = this.agent;
    const late = AbortSignal.timeout(messageTimeoutMs);
    const before = this.clock();
    try {
      // Again: the rules may have become stricter since it was stored.
      const checked = checkedUrl(url, this.agent.rules);
      const response = await request(checked, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'crs-dealer-api',
        },
        body,
        dispatcher: this.agent.dispatcher,
        signal: AbortSignal.any([late, stop]),
      });
      const time = (before + this.clock()) / 2;
      const { text, isWhole } = await textOf(response.body);
      const head = headOf(response);
      // A page that shows what was asked for shows the token too. A replay is read, and never shown.
      const isReplay = head.status < 300 && head.contentType !== 'text/html';
      return { ...head, text: isReplay ? text : text.replaceAll(token, '***'), isWhole, time };
    } catch (error) {
      if (late.aborted)
        throw new NoAnswerError(`no answer within ${messageTimeoutMs / 1000} seconds`);
      throw new NoAnswerError(failureLine(error), { cause: error });
    }
  }
}

function headOf({ statusCode: status, headers }: Dispatcher.ResponseData) {
  const contentType = single(headers['content-type'])?.split(';')[0]?.trim().toLowerCase() ?? '';
  const [retryAfter, date] = [single(headers['retry-after']), single(headers['date'])];
  return { status, contentType, retryAfter, date };
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}

/** Once there is a status it counts, however the body ends. */
async function textOf(body: Dispatcher.ResponseData['body']) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isWhole = true;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        isWhole = false;
        break;
      }
    }
  } catch {
    isWhole = false;
  }
  return { text: Buffer.concat(chunks).subarray(0, MOST_BYTES).toString(), isWhole };
}
