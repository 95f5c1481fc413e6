import type { PullAnswer } from './pull-answer.js';
import { addTo, isFirst, newEntry, type PullEntry } from './pull-entry.js';

/**
 * Milliseconds. Pages whose pull another server may have begun wait until that one has surely written
 * its page 0: twice as long as anybody waits.
 */
const SETTLE_MS = 800;

/** Milliseconds. As for the pins: a pull that nothing was asked of for so long has ended. */
const IDLE_MS = 15 * 60_000;

/** What was answered and is not written yet: an entry for each pull under way, and no more than so many. */
export class PullEntries {
  /** The newest entry of each pull: the one that can still grow. */
  readonly #open = new Map<string, PullEntry>();
  /** In the order they came. */
  #waiting = new Set<PullEntry>();
  #lost = 0;

  constructor(private readonly most: number) {}

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** How many were given up since they were last asked for. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  /** Adds an answer to its pull. Without room, the oldest entry is given up. */
  add(answer: PullAnswer): void {
    const key = keyOf(answer);
    const open = this.#open.get(key);
    if (open && belongs(open, answer)) return addTo(open, answer);
    const entry = newEntry(answer);
    this.#open.set(key, entry);
    this.#waiting.add(entry);
    this.#dropOldest();
  }

  /**
   * Takes entries to be written, the oldest first; those of uncertain ones and of others apart.
   * @param now milliseconds since 1970; Infinity when nothing may wait any longer
   */
  take(now: number, most: number): PullEntry[] {
    const taken: PullEntry[] = [];
    for (const entry of this.#waiting) {
      if (!entry.begins && entry.startedTime > now - SETTLE_MS) continue;
      if (taken[0] && taken[0].uncertain !== entry.uncertain) continue;
      if (taken.push(entry) === most) break;
    }
    for (const entry of taken) {
      this.#waiting.delete(entry);
      const key = keyOf(entry.about);
      if (this.#open.get(key) === entry) this.#open.delete(key);
    }
    return taken;
  }

  /** Puts entries back that could not be written; they can grow again unless they may be there. */
  putBack(entries: readonly PullEntry[], uncertain: boolean): void {
    this.#waiting = new Set([...entries, ...this.#waiting]);
    for (const entry of entries) {
      entry.uncertain ||= uncertain;
      const key = keyOf(entry.about);
      if (!entry.uncertain && !this.#open.has(key)) this.#open.set(key, entry);
    }
    this.#dropOldest();
  }

  /** Counts entries that nobody can write. */
  giveUp(entries: readonly PullEntry[]): void {
    this.#lost += entries.length;
  }

  #dropOldest(): void {
    for (const oldest of this.#waiting) {
      if (this.#waiting.size <= this.most) return;
      this.#waiting.delete(oldest);
      const key = keyOf(oldest.about);
      if (this.#open.get(key) === oldest) this.#open.delete(key);
      this.#lost += 1;
    }
  }
}

/**
 * A later page belongs to the newest pull. A first one begins another, unless it is the same question
 * again before there was another page: identical questions at one moment are one row.
 */
function belongs(open: PullEntry, answer: PullAnswer): boolean {
  if (answer.time - open.lastTime > IDLE_MS) return false;
  if (!isFirst(answer)) return true;
  return open.begins && (open.lastPage ?? 0) === 0;
}

/** What the answers of one pull have in common. */
function keyOf(answer: PullAnswer): string {
  const { dealerCode, clientId, endpoint, asked, since, customers } = answer;
  return JSON.stringify([dealerCode, clientId, endpoint, asked, since, customers.toSorted()]);
}
