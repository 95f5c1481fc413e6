import { Agent, request } from 'undici';
import { failureLine } from '../../outgoing/failure-line.js';
import type { Exchange, Wire, WireRequest } from './exchange.js';

export interface HttpWireOptions {
  /** Of a whole exchange. */
  readonly timeoutMs?: number;
  /** Certificates that are not trusted are taken; for systems under test only. */
  readonly insecure?: boolean;
  /** Gets each exchange as it ends. */
  readonly record?: (exchange: Exchange) => void;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 256 * 1024 * 1024;

/** A dealer's system, over HTTP. Redirects are not followed, as CRS does not. */
export class HttpWire implements Wire {
  readonly #agent: Agent;
  readonly #timeoutMs: number;
  #count = 0;

  constructor(private readonly options: HttpWireOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    this.#agent = new Agent({
      connect: { rejectUnauthorized: !options.insecure },
      headersTimeout: this.#timeoutMs,
      bodyTimeout: this.#timeoutMs,
      maxResponseSize: MOST_BYTES,
    });
  }

  async send(given: WireRequest): Promise<Exchange> {
    const { purpose, method, url, body, token, confidential = false } = given;
    const about = {
      number: ++this.#count,
      purpose,
      method,
      url,
      ...(body !== undefined && !confidential && { requestBody: body }),
      authorized: token !== undefined,
      startedAt: new Date().toISOString(),
    };
    const exchange = { ...about, ...(await this.#answer(given)) };
    this.options.record?.(confidential ? redacted(exchange) : exchange);
    return exchange;
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  async #answer({ method, url, headers, body, token }: WireRequest) {
    const began = performance.now();
    const since = () => Math.round((performance.now() - began) * 10) / 10;
    const heard = { headers: {} as Record<string, string>, body: '', firstByteMs: 0 };
    try {
      const response = await request(url, {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'crs-simulator',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body !== undefined && { body }),
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      heard.firstByteMs = since();
      heard.headers = headersOf(response.headers);
      Object.assign(heard, { status: response.statusCode });
      heard.body = await response.body.text();
      return { ...heard, milliseconds: since() };
    } catch (error) {
      return { ...heard, milliseconds: since(), error: reasonOf(error, this.#timeoutMs) };
    }
  }
}

function redacted(exchange: Exchange): Exchange {
  const body = exchange.body.replaceAll(
    /("(?:access|refresh|id)_token"\s*:\s*)"[^"]*"/g,
    '$1"***"',
  );
  return { ...exchange, body };
}

function headersOf(headers: Record<string, string | string[] | undefined>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} seconds`;
  return failureLine(error);
}
