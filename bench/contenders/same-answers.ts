import type { Server } from '../processes/server.js';

type Answering = Server & { readonly token?: string };

interface Page {
  readonly totalElements: number;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Makes sure that servers are compared that do the same: the first two answer with the same bytes,
 * the others with the same items.
 * @returns mean length of the first one's answers
 * @throws Error when they differ
 */
export async function sameAnswers(
  [first, ...others]: readonly Answering[],
  paths: readonly string[],
): Promise<number> {
  let bytes = 0;
  for (const path of paths) {
    const expected = await answerOf(first, path);
    const [exact, ...alike] = await Promise.all(others.map((server) => answerOf(server, path)));
    const same = exact === expected && alike.every((text) => itemsOf(text) === itemsOf(expected));
    if (!same) throw new Error(`The contenders' answers to ${path} differ`);
    bytes += Buffer.byteLength(expected) / paths.length;
  }
  return bytes;
}

async function answerOf(server: Answering | undefined, path: string): Promise<string> {
  const headers = server?.token === undefined ? {} : { authorization: `Bearer ${server.token}` };
  const answer = await fetch(`${server?.url}${path}`, {
    headers: { ...headers, 'accept-encoding': 'identity' },
  });
  if (!answer.ok)
    throw new Error(`${path} is answered with ${answer.status}: ${await answer.text()}`);
  return answer.text();
}

/** An answer's ids, and how many of what each item holds. */
function itemsOf(text: string): string {
  const { totalElements, items } = JSON.parse(text) as Page;
  const shape = (item: Page['items'][number]) => [
    item['invoiceId'] ?? item['contractId'],
    ...['assetDetails', 'feeDetails', 'taxDetails'].map((name) => (item[name] as unknown[]).length),
  ];
  return JSON.stringify([totalElements, items.map(shape)]);
}
