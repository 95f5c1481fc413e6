import type { Transform } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import type { AppError } from '../../errors.js';
import type { HandedBody } from '../../http/handed-body.js';
import { unacceptableBody } from './unacceptable.js';

/** How many times the limit is read, and thrown away, so that the sender hears why. */
const MOST_TIMES_LIMIT = 4;

const UNPACK: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

/**
 * Reads a body, unpacked, and keeps no more of it than the limit allows. What comes beyond that is read
 * to its end all the same, as few senders listen before; one that goes on and on is cut off.
 * @param limit bytes, unpacked
 * @throws AppError `invalid-message` when it is too large, breaks off or cannot be unpacked
 */
export async function readBody(body: HandedBody, limit: number): Promise<Buffer> {
  const encoding = body.encoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return readPlain(body, limit);
  const unpack = UNPACK.get(encoding);
  if (unpack) return readPacked(body, unpack(), limit);
  await discard(body, limit);
  throw unacceptableBody('has a content-encoding that is not known here');
}

async function readPlain(body: HandedBody, limit: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  const size = await eachPiece(body, limit, (piece, before) => {
    if (before + piece.length <= limit) kept.push(piece);
    else kept.length = 0;
  });
  if (size > limit) throw unacceptableBody(tooLarge(limit));
  return Buffer.concat(kept, size);
}

async function readPacked(body: HandedBody, unpack: Transform, limit: number): Promise<Buffer> {
  const { stream } = body;
  // A sender that goes away does not end what is piped.
  const close = () => {
    if (!stream.readableEnded) unpack.destroy(new Error('The sender is gone'));
  };
  stream.once('close', close).pipe(unpack);
  const unpacked = await unpackedBytes(unpack, limit);
  stream.off('close', close).unpipe(unpack);
  await discard(body, limit);
  if (typeof unpacked === 'string') throw unacceptableBody(unpacked);
  return unpacked;
}

/** @returns the bytes, or what is wrong with them */
async function unpackedBytes(unpack: Transform, limit: number): Promise<Buffer | string> {
  const kept: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of unpack as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) return tooLarge(limit);
      kept.push(piece);
    }
  } catch {
    return 'cannot be unpacked';
  }
  return Buffer.concat(kept, size);
}

async function discard(body: HandedBody, limit: number): Promise<void> {
  if (!body.stream.readableEnded) await eachPiece(body, limit, () => undefined);
}

/** @returns how many bytes there were */
async function eachPiece(
  { stream, cutOff }: HandedBody,
  limit: number,
  take: (piece: Buffer, before: number) => void,
): Promise<number> {
  let size = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      take(piece, size);
      size += piece.length;
      if (size <= limit * MOST_TIMES_LIMIT) continue;
      cutOff();
      break;
    }
  } catch (error) {
    throw brokenOff(error);
  }
  return size;
}

function tooLarge(limit: number): string {
  return `is larger than ${limit} bytes`;
}

/** Nobody hears it. */
function brokenOff(cause: unknown): AppError {
  return unacceptableBody('broke off', cause);
}
