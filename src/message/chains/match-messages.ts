/** What tells messages of a chain apart. */
export interface Comparable {
  readonly createdDate: Date | undefined;
  readonly createdBy: string | null;
  readonly messageText: string;
}

/** A message that is known here. */
export interface Known extends Comparable {
  /** Its time is CRS's. */
  readonly confirmed: boolean;
}

/**
 * "Timestamps on individual messages could vary by small amounts" (§ Asset-centric Messaging
 * Integration): so far apart, two messages of the same words are two.
 */
export const SAME_WITHIN_MS = 5 * 60_000;

interface Pair<T, K> {
  readonly told: T;
  readonly known: K;
  readonly distance: number;
}

/**
 * Finds which of the messages that CRS tells are known here: those of the same writer and the same
 * words. CRS gives a message the time when it came to CRS: so one of ours that it has not confirmed
 * matches whatever its time, and one that has CRS's time only near it. The nearest go together first,
 * and each at most once: two that say "ok" stay two.
 * @returns for each that is known, the one it is
 */
export function matchMessages<T extends Comparable, K extends Known>(
  told: readonly T[],
  known: readonly K[],
): Map<T, K> {
  const pairs = told.flatMap((one) => pairsOf(one, known));
  const found = new Map<T, K>();
  const taken = new Set<K>();
  // The sort keeps the order of equals: the older of those told goes with the older of those known.
  for (const pair of pairs.sort((a, b) => a.distance - b.distance)) {
    if (found.has(pair.told) || taken.has(pair.known)) continue;
    found.set(pair.told, pair.known);
    taken.add(pair.known);
  }
  return found;
}

function pairsOf<T extends Comparable, K extends Known>(
  told: T,
  known: readonly K[],
): Pair<T, K>[] {
  const words = wordsOf(told);
  return known
    .filter((one) => wordsOf(one) === words)
    .map((one) => ({ told, known: one, distance: distanceOf(told, one) }))
    .filter(({ known: { confirmed }, distance }) => !confirmed || distance <= SAME_WITHIN_MS);
}

/** Milliseconds between the two; one without a time may be any, but after those that have one. */
function distanceOf({ createdDate }: Comparable, known: Comparable): number {
  if (!createdDate || !known.createdDate) return SAME_WITHIN_MS;
  return Math.abs(createdDate.getTime() - known.createdDate.getTime());
}

/** The writer as neither side's, and the text as no system's line ends. */
function wordsOf({ createdBy, messageText }: Comparable): string {
  const writer = (createdBy ?? '').trim().replace(/^(?:(?:local|remote):)+/, '');
  return JSON.stringify([writer, messageText.replaceAll(/\r\n?/g, '\n').trim()]);
}
