import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressRules } from '../outgoing/address-rules.js';
import {
  AddressRefusedError,
  pinnedLookup,
  systemResolver,
  type Resolver,
} from '../outgoing/pinned-lookup.js';
import { checkedUrl, hostOf, UrlRefusedError } from '../outgoing/checked-url.js';

const TIMEOUT_MS = 15_000;
/** Enough for any answer that is meant; what is longer is cut. */
const MOST_BYTES = 64 * 1024;
const MOST_ERROR = 200;

/** What is posted. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of it: a status, or why there is none. */
export interface Answer {
  readonly status?: number;
  readonly retryAfter?: string;
  /** One line. */
  readonly error?: string;
}

interface SenderOptions {
  readonly resolver?: Resolver;
  readonly timeoutMs?: number;
}

/**
 * Posts to endpoints that others have named, and so might name what only this server can reach: each
 * connection is a new one, to an address that was checked; redirects are not followed.
 */
export class WebhookSender {
  readonly #timeoutMs: number;
  readonly #resolver: Resolver;

  constructor(
    private readonly rules: AddressRules,
    { resolver = systemResolver, timeoutMs = TIMEOUT_MS }: SenderOptions = {},
  ) {
    this.#timeoutMs = timeoutMs;
    this.#resolver = resolver;
  }

  /** Posts, and waits for the answer at most 15 seconds. Does not throw for what goes wrong. */
  async post(post: Post, stop: AbortSignal): Promise<Answer> {
    const late = AbortSignal.timeout(this.#timeoutMs);
    try {
      return await this.#exchange(post, AbortSignal.any([late, stop]));
    } catch (error) {
      if (late.aborted) return { error: `no answer within ${this.#timeoutMs / 1000} seconds` };
      return { error: lineOf(error) };
    }
  }

  async #exchange(post: Post, signal: AbortSignal): Promise<Answer> {
    // Again: the rules may have become stricter since it was registered.
    const url = checkedUrl(post.url, this.rules);
    const pinned = pinnedLookup(hostOf(url), this.#resolver, this.rules);
    const lookup = await Promise.race([pinned, rejectedBy(signal)]);
    return this.#request(url, post, { lookup, signal });
  }

  #request(
    url: URL,
    { headers, body }: Post,
    how: Pick<RequestOptions, 'lookup' | 'signal'>,
  ): Promise<Answer> {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      let answer: Answer | undefined;
      // Once there is an answer, it counts, however its body ends.
      const end = (error: Error) => (answer ? resolve(answer) : reject(error));
      const outgoing = request(url, {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        ...how,
      });
      outgoing.once('response', (response) => {
        answer = answerOf(response);
        drain(response);
      });
      outgoing.on('error', end);
      outgoing.once('close', () => end(new Error('the connection was closed without an answer')));
      outgoing.end(body);
    });
  }
}

/** A resolver cannot be told to end. */
function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new Error('it was given up'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** Reads a body to its end without keeping it. */
function drain(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) response.destroy();
  });
  response.on('error', () => undefined);
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  const retryAfter = headers['retry-after'];
  return { status: statusCode, ...(retryAfter !== undefined && { retryAfter }) };
}

/** What went wrong, without the URL: it may hold secrets. */
function lineOf(error: unknown): string {
  if (error instanceof AddressRefusedError) return error.message;
  if (error instanceof UrlRefusedError) return `its URL ${error.message}`;
  const { message, code } = error as NodeJS.ErrnoException;
  const line = (message || code || 'it failed').replaceAll(/\s+/g, ' ').trim();
  return line.slice(0, MOST_ERROR);
}
