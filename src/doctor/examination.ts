import { failureText, lastLine } from '../failure.js';
import { CATALOGUE, CHECK_IDS, needOf, type CheckId } from './catalogue.js';
import { failure, notChecked, type Finding, type Outcome } from './finding.js';

/** The time that a check may take, in milliseconds. */
export const CHECK_MS = 10_000;
const DEALERS_AT_ONCE = 8;

type Answer = Outcome | readonly Outcome[];

/** What a check does. */
export type Work = () => Answer | Promise<Answer>;

/** Checks by their ids. */
export type Checks = Readonly<Partial<Record<CheckId, Work>>>;

/** Collects what the checks find: each by itself, whatever becomes of the others. */
export class Examination {
  readonly #findings: Finding[] = [];
  readonly #secrets: string[] = [];

  /** @param interrupted ends it: the check under way, and those after it, throw its reason */
  constructor(
    private readonly patienceMs = CHECK_MS,
    private readonly interrupted?: AbortSignal,
  ) {}

  /** Keeps a text out of all findings, should one of them carry it. */
  conceal(secret: string): void {
    if (secret.length >= 6) this.#secrets.push(secret);
  }

  /** Whether a check was done and found nothing that breaks what needs it. */
  passed(id: CheckId): boolean {
    const found = this.#of(id);
    return found.length > 0 && found.every(({ result }) => !/failure|not-checked/.test(result));
  }

  /** Does the checks one after the other; those that need a failed one are left out. */
  async run(checks: Checks): Promise<void> {
    for (const [id, work] of Object.entries(checks) as [CheckId, Work][]) {
      if (this.#hindrance(id) === undefined) this.#add(id, await this.#bounded(id, work));
    }
  }

  /** Does one check for each dealer, for several at one time. */
  async runEach(
    id: CheckId,
    dealers: readonly string[],
    work: (dealer: string) => Promise<Answer>,
  ): Promise<void> {
    if (this.#hindrance(id) !== undefined) return;
    const waiting = [...dealers.entries()];
    const outcomes = dealers.map((): readonly Outcome[] => []);
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, dealer] = next;
        const found = await this.#bounded(id, () => work(dealer));
        outcomes[index] = found.map((one) => ({ ...one, dealer }));
      }
    };
    await Promise.all(Array.from({ length: DEALERS_AT_ONCE }, worker));
    this.#add(id, outcomes.flat());
  }

  /** Every check of the catalogue, in its order; those not done say why. */
  findings(): Finding[] {
    return CHECK_IDS.flatMap((id) => {
      const found = this.#of(id);
      if (found.length > 0) return found;
      const hindrance = this.#hindrance(id);
      const because = hindrance ? `${hindrance} failed` : 'there is nothing to look at';
      return [{ id, ...notChecked(because) }];
    });
  }

  #of(id: CheckId): Finding[] {
    return this.#findings.filter((finding) => finding.id === id);
  }

  /** The check that failed of those that this one needs, directly or not. */
  #hindrance(id: CheckId): CheckId | undefined {
    const need = needOf(id);
    if (need === undefined || this.passed(need)) return undefined;
    const failed = this.#of(need).some(({ result }) => result === 'failure');
    return failed ? need : (this.#hindrance(need) ?? need);
  }

  #add(id: CheckId, outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const { found, todo } = outcome;
      const told = {
        found: this.#clean(found),
        ...(todo !== undefined && { todo: this.#clean(todo) }),
      };
      this.#findings.push({ id, ...outcome, ...told });
    }
  }

  #clean(text: string): string {
    const line = text.replaceAll(/\s+/g, ' ').trim();
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, '********'), line);
  }

  async #bounded(id: CheckId, work: Work): Promise<readonly Outcome[]> {
    this.interrupted?.throwIfAborted();
    let timer: NodeJS.Timeout | undefined;
    let stop: (() => void) | undefined;
    const ended = new Promise<Outcome>((resolve) => {
      stop = () => resolve(notChecked('it was interrupted'));
      this.interrupted?.addEventListener('abort', stop);
    });
    const late = new Promise<Outcome>((resolve) => {
      const found = `there was no end of it within ${this.patienceMs / 1000} seconds`;
      timer = setTimeout(() => resolve(failure(found, CATALOGUE[id].todo)), this.patienceMs);
    });
    try {
      return [await Promise.race([ended, late, (async () => work())()])].flat();
    } catch (error) {
      return [failure(`it could not be checked: ${lineOf(error)}`, CATALOGUE[id].todo)];
    } finally {
      clearTimeout(timer);
      if (stop) this.interrupted?.removeEventListener('abort', stop);
      this.interrupted?.throwIfAborted();
    }
  }
}

function lineOf(error: unknown): string {
  // By its form: an error of Node.js itself may be of another realm.
  const { message = String(error) } = error as Partial<Error>;
  return failureText(error) ?? (lastLine(message) || 'for a reason that is not told');
}
