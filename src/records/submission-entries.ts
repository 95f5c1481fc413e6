import type { SubmissionAnswer } from './submission-answer.js';

/** Answers to messages that are not written yet: no more than so many. */
export class SubmissionEntries {
  #waiting: SubmissionAnswer[] = [];
  #lost = 0;

  constructor(private readonly most: number) {}

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** How many were given up since they were last asked for. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }

  /** Without room, the oldest is given up. */
  add(answer: SubmissionAnswer): void {
    this.#waiting.push(answer);
    this.#dropOldest();
  }

  /** Takes the oldest. */
  take(_now: number, most: number): SubmissionAnswer[] {
    return this.#waiting.splice(0, most);
  }

  /** Puts back what could not be written; to write one twice does nothing. */
  putBack(answers: readonly SubmissionAnswer[]): void {
    this.#waiting = [...answers, ...this.#waiting];
    this.#dropOldest();
  }

  /** Counts those that nobody can write. */
  giveUp(answers: readonly SubmissionAnswer[]): void {
    this.#lost += answers.length;
  }

  #dropOldest(): void {
    if (this.#waiting.length <= this.most) return;
    this.#lost += this.#waiting.splice(0, this.#waiting.length - this.most).length;
  }
}
