import type { ResourceName } from '../interface/resource.js';
import { SHOWN_REJECTS, type LoadIssue } from './load-report.js';
import type { LoadStore } from './load.store.js';
import type { UnknownField } from './preparation/prepared-batch.js';

const BATCH = 1000;

/** Collects what a load has to say about its rows, and writes it to the database as it goes. */
export class IssueLog {
  readonly firstRejects: LoadIssue[] = [];
  readonly #unknown = new Map<string, { issue: LoadIssue; rows: number }>();
  #pending: LoadIssue[] = [];
  #written = 0;

  constructor(
    private readonly store: LoadStore,
    private readonly dealerCode: string,
    private readonly loadId: number,
  ) {}

  async add(issue: LoadIssue): Promise<void> {
    if (issue.severity === 'reject' && this.firstRejects.length < SHOWN_REJECTS)
      this.firstRejects.push(issue);
    this.#pending.push(issue);
    if (this.#pending.length >= BATCH) await this.flush();
  }

  /** A member the interface does not know is told once per load, not once per row. */
  addUnknown({ rows, ...found }: UnknownField): void {
    const id = `${found.resource}.${found.field}`;
    const known = this.#unknown.get(id);
    if (known) known.rows += rows;
    else this.#unknown.set(id, { issue: { severity: 'warning', ...found, reason: '' }, rows });
  }

  /** Says which members of the resource were unknown. @returns how many */
  async reportUnknown(resource: ResourceName): Promise<number> {
    const found = [...this.#unknown.values()].filter(({ issue }) => issue.resource === resource);
    for (const { issue, rows } of found) {
      const reason = `is no field of the interface and was left out (${rows} rows, the first here)`;
      await this.add({ ...issue, reason });
    }
    return found.length;
  }

  async flush(): Promise<void> {
    const issues = this.#pending;
    this.#pending = [];
    // Counted before the wait: several resources may be staged at once.
    const first = this.#written;
    this.#written += issues.length;
    await this.store.addIssues(this.dealerCode, this.loadId, first, issues);
  }
}
