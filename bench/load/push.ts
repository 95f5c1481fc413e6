import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { IncomingMessage } from 'node:http';
import type { ProductServer } from '../processes/product.js';

/** Writes a bundle as one file in the form in which it is pushed: each line names its resource. */
export async function tagBundle(bundle: string, file: string): Promise<void> {
  await pipeline(
    Readable.from(taggedLines(bundle), { highWaterMark: 64 }),
    createWriteStream(file),
  );
}

async function* taggedLines(bundle: string) {
  for (const name of await readdir(bundle)) {
    const tag = `{"resource":"${name.replace(/\..*/, '')}",`;
    for await (const line of createInterface({ input: createReadStream(join(bundle, name)) }))
      yield `${tag}${line.slice(1)}\n`;
  }
}

/**
 * Pushes such a file as a full load.
 * @returns how long it took, in seconds
 * @throws Error when it was not published
 */
export async function push(server: ProductServer, dealer: string, file: string): Promise<number> {
  const started = performance.now();
  const sending = request(`${server.url}/dealer/v1/loads?mode=full&dealer=${dealer}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.token}`,
      'content-type': 'application/x-ndjson',
    },
  });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  // Told of by the sending, should the connection break before there is an answer.
  answered.catch(() => undefined);
  await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), sending);
  const [response] = await answered;
  const body = await text(response);
  const { state } = JSON.parse(body) as { state?: string };
  if (state !== 'published') throw new Error(`The load was not published: ${body}`);
  return (performance.now() - started) / 1000;
}
