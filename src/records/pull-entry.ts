import type { PullAnswer } from './pull-answer.js';

/** Answers of one pull that are written together: what they add to its row. */
export interface PullEntry {
  /** The newest answer: what they all are about. */
  about: PullAnswer;
  /** Holds page 0; the others go on with a pull whose row is there, or will be. */
  readonly begins: boolean;
  /** When the first of them came, and the last one. */
  readonly startedTime: number;
  lastTime: number;
  pages: number;
  items: number;
  generation: string | null;
  pageSize: number | null;
  /** Highest number of a page that was served. */
  lastPage: number | null;
  totalPages: number | null;
  failures: number;
  failedStatus: number | null;
  failedCode: string | null;
  milliseconds: number;
  bytes: number;
  /** It may be in the database already: nobody knows how its writing ended. */
  uncertain: boolean;
}

/** Whether an answer is the first of a pull. Without pages, each of them is. */
export function isFirst({ page }: PullAnswer): boolean {
  return page === null || page === 0;
}

/** An entry of one answer. */
export function newEntry(answer: PullAnswer): PullEntry {
  const entry = {
    about: answer,
    begins: isFirst(answer),
    startedTime: answer.time,
    lastTime: answer.time,
    pages: 0,
    items: 0,
    generation: null,
    pageSize: null,
    lastPage: null,
    totalPages: null,
    failures: 0,
    failedStatus: null,
    failedCode: null,
    milliseconds: 0,
    bytes: 0,
    uncertain: false,
  };
  addTo(entry, answer);
  return entry;
}

/** Adds an answer of the same pull. */
export function addTo(entry: PullEntry, answer: PullAnswer): void {
  const { served } = answer;
  entry.about = answer;
  entry.lastTime = Math.max(entry.lastTime, answer.time);
  entry.milliseconds += answer.milliseconds;
  if (served) {
    entry.pages += 1;
    entry.items += served.items;
    entry.bytes += served.bytes;
    entry.generation = served.generation;
    entry.pageSize = served.pageSize;
    entry.totalPages = served.totalPages;
    if (answer.page !== null) entry.lastPage = Math.max(entry.lastPage ?? 0, answer.page);
  } else {
    entry.failures += 1;
    entry.failedStatus = answer.status;
    entry.failedCode = answer.code;
  }
}
