import type { CrsAnswer } from './crs-client.js';
import { oneLine } from '../../outgoing/failure-line.js';

/** What an answer of CRS means for the message. */
export type Verdict =
  | {
      readonly kind: 'delivered';
      /** When CRS put it into its queue. */
      readonly enqueuedTime: Date | undefined;
      /** What is odd about the answer. */
      readonly remark?: string;
    }
  /** Another token may do. */
  | { readonly kind: 'unauthorized'; readonly error: string }
  /** The same message will never be taken. */
  | { readonly kind: 'refused'; readonly error: string }
  /** The same message may be taken later. */
  | { readonly kind: 'retry'; readonly error: string };

// 404 is an endpoint that is not there, not a message: what CRS does not know it says by a message.
const RETRIED = new Set([403, 404, 408, 429]);

/** What an answer to a message means. */
export function verdictOf(answer: CrsAnswer, submittedMessageId: string): Verdict {
  const { status, contentType } = answer;
  const error = errorOf(answer);
  if (status >= 200 && status < 300) {
    // A maintenance page, or one of a proxy: CRS did not see the message.
    if (contentType === 'text/html')
      return { kind: 'retry', error: `${error}: an HTML page is no answer of CRS` };
    return delivered(answer, submittedMessageId);
  }
  if (status === 401) return { kind: 'unauthorized', error };
  if (status >= 300 && status < 400)
    return { kind: 'retry', error: `${error}: redirects are not followed` };
  if (status >= 500 || RETRIED.has(status)) return { kind: 'retry', error };
  return { kind: 'refused', error };
}

/** § Simple validity: "a replay of the submission with the enqueuedTime … populated". */
function delivered({ text, isWhole }: CrsAnswer, submittedMessageId: string): Verdict {
  const replay = isWhole ? replayIn(text) : undefined;
  if (replay?.['submittedMessageId'] !== submittedMessageId)
    return {
      kind: 'delivered',
      enqueuedTime: enqueuedTimeIn(text),
      ...(isWhole && { remark: 'the answer does not repeat the message' }),
    };
  return { kind: 'delivered', enqueuedTime: enqueuedTimeIn(text) };
}

function replayIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

// The replay of a message with files is longer than what is read of it; this stands at its beginning.
function enqueuedTimeIn(text: string): Date | undefined {
  // With four digits for the year: what is further off than that is no time that can be stored.
  const written = /"enqueuedTime"\s*:\s*"(\d{4}-[^"]{5,35})"/.exec(text)?.[1];
  const time = new Date(written ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function errorOf({ status, text }: CrsAnswer): string {
  const said = oneLine(text);
  return said === '' ? `CRS answered ${status}` : `CRS answered ${status}: ${said}`;
}
