import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestMirror } from '../../../test/support/test-mirror.js';
import { inTransaction } from '../../database/transaction.js';
import { FileStore } from '../../files/file.store.js';
import { FileMissingError, OutboundBody } from './outbound-body.js';

const CONTENTS = Buffer.from([0, 255, 1, 2, 250]);
const FILE = { fileId: FileStore.idOf(CONTENTS), size: CONTENTS.length };

let mirror: TestMirror;
let bodies: OutboundBody;

beforeAll(async () => {
  mirror = await TestMirror.open();
  const files = new FileStore(mirror.database);
  bodies = new OutboundBody(files);
  await mirror.addDealer('D1');
  await mirror.addDealer('D2');
  await inTransaction(mirror.database.pool, (client) =>
    files.put(client, 'D1', new Map([[FILE.fileId, CONTENTS]])),
  );
});
afterAll(() => mirror.close());

const stored = (images: readonly object[], text = '') =>
  JSON.stringify({ submittedMessageId: '1', payload: { message: { text, images } } });

it('leaves a message without files as it is', async () => {
  const body = '{"a" : "ü 🚜 \\u0041"}';
  expect(await bodies.whole('D1', body)).toBe(body);
});

it('puts files back in their places, the same bytes each time', async () => {
  const image = { filename: 'a.png', mimetype: 'image/png', contents: FILE };
  const whole = await bodies.whole('D1', stored([image, image]));
  const base64 = { ...image, contents: CONTENTS.toString('base64') };
  expect(whole).toBe(stored([base64, base64]));
  expect(await bodies.whole('D1', stored([image, image]))).toBe(whole);
});

it('leaves a text that looks like a reference', async () => {
  const text = `"contents":${JSON.stringify(FILE)}`;
  const image = { contents: FILE };
  expect(await bodies.whole('D1', stored([image], text))).toBe(
    stored([{ contents: CONTENTS.toString('base64') }], text),
  );
  expect(await bodies.whole('D2', stored([], text))).toBe(stored([], text));
});

it('fails for a file that is not stored, or only for another dealer', async () => {
  const other = { contents: { fileId: 'x'.repeat(43), size: 1 } };
  await expect(bodies.whole('D1', stored([other]))).rejects.toThrow(FileMissingError);
  await expect(bodies.whole('D2', stored([{ contents: FILE }]))).rejects.toThrow(FileMissingError);
});
