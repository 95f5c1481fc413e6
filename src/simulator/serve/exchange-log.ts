import type { Exchange } from '../wire/exchange.js';

/** So many exchanges can be asked for, and so much of their bodies. */
const MOST_KEPT = 1000;
const MOST_CHARACTERS = 20_000;

/** A request to CRS, as it comes in. */
export interface IncomingRequest {
  readonly purpose: string;
  readonly url: string;
  /** Left out when it shows a secret. */
  readonly body?: string | undefined;
  readonly authorized: boolean;
}

/** How a request was answered; without a status it was not. */
export interface GivenAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly error?: string;
}

/** Numbers the exchanges, keeps the last ones, and hands each on as it ends. */
export class ExchangeLog {
  readonly #kept: Exchange[] = [];
  #count = 0;

  constructor(private readonly record: (exchange: Exchange) => void) {}

  get kept(): readonly Exchange[] {
    return this.#kept;
  }

  /** Begins an exchange. @returns its number, and what ends it */
  begin({ body, ...request }: IncomingRequest) {
    const number = ++this.#count;
    const [began, startedAt] = [performance.now(), new Date().toISOString()];
    const end = ({ status, headers = {}, body: answer = '', error }: GivenAnswer): Exchange => {
      const milliseconds = Math.round((performance.now() - began) * 10) / 10;
      const exchange: Exchange = {
        number,
        ...request,
        method: 'POST',
        ...(body !== undefined && { requestBody: body }),
        startedAt,
        firstByteMs: milliseconds,
        milliseconds,
        ...(status !== undefined && { status }),
        headers,
        body: answer,
        ...(error !== undefined && { error }),
      };
      this.#kept.push(shortened(exchange));
      if (this.#kept.length > MOST_KEPT) this.#kept.shift();
      this.record(exchange);
      return exchange;
    };
    return { number, end };
  }
}

/** Messages with files are long; a recording has all of them. */
function shortened({ requestBody, body, ...exchange }: Exchange): Exchange {
  return {
    ...exchange,
    ...(requestBody !== undefined && { requestBody: requestBody.slice(0, MOST_CHARACTERS) }),
    body: body.slice(0, MOST_CHARACTERS),
  };
}
