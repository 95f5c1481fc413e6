import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Exchange, Wire, WireRequest } from './exchange.js';

/** A recording cannot be read. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/** Writes exchanges to a file, a JSON document on each line; compressed when its name ends in `.gz`. */
export class Recorder {
  readonly #out;
  readonly #file;

  constructor(path: string, about: Readonly<Record<string, unknown>>) {
    this.#file = createWriteStream(path);
    const gzip = path.endsWith('.gz') ? createGzip() : undefined;
    gzip?.pipe(this.#file);
    this.#out = gzip ?? this.#file;
    this.#write({ recording: 1, ...about });
  }

  record(exchange: Exchange): void {
    this.#write(exchange);
  }

  /** @throws when the file could not be written */
  async close(): Promise<void> {
    this.#out.end();
    await finished(this.#file);
  }

  #write(value: object): void {
    this.#out.write(`${JSON.stringify(value)}\n`);
  }
}

/** What a recording says about itself, and its exchanges. */
export interface Recording {
  readonly about: Readonly<Record<string, unknown>>;
  readonly exchanges: readonly Exchange[];
}

/** @throws RecordingError naming the line */
export async function readRecording(path: string): Promise<Recording> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const lines: Record<string, unknown>[] = [];
  try {
    for await (const line of createInterface({ input })) lines.push(JSON.parse(line) as never);
  } catch (error) {
    const { message } = error as Error;
    throw new RecordingError(`${path}, line ${lines.length + 1}: ${message}`, { cause: error });
  }
  const [about, ...exchanges] = lines;
  if (about?.['recording'] !== 1) throw new RecordingError(`${path} is no recording`);
  return { about, exchanges: exchanges as unknown as Exchange[] };
}

/**
 * A recording, in the place of the system it was made of: a request gets the answer that the same
 * request got, and if it was sent several times, one after the other.
 */
export class ReplayWire implements Wire {
  readonly #answers = new Map<string, Exchange[]>();

  constructor({ exchanges }: Recording) {
    for (const exchange of exchanges) {
      const key = keyOf(exchange.method, exchange.url, exchange.requestBody, exchange.authorized);
      this.#answers.set(key, [...(this.#answers.get(key) ?? []), exchange]);
    }
  }

  /** @throws RecordingError for a request that was not recorded */
  async send({ method, url, token, ...request }: WireRequest): Promise<Exchange> {
    const body = request.confidential ? undefined : request.body;
    const key = keyOf(method, url, body, token !== undefined);
    const answers = this.#answers.get(key) ?? [];
    const [first, ...rest] = answers;
    if (!first) throw new RecordingError(`${method} ${url} was not recorded`);
    if (rest.length > 0) this.#answers.set(key, rest);
    return first;
  }

  async close(): Promise<void> {
    // Nothing is open.
  }
}

function keyOf(method: string, url: string, body: string | undefined, authorized: boolean): string {
  return [method, url, authorized, body ?? ''].join(' ');
}
