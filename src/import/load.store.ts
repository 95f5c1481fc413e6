import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import { dropStaging, stagedLoads } from '../mirror/staging.js';
import { toIssue } from './load-issue.js';
import type { LoadIssue, LoadMode, LoadReport } from './load-report.js';

type Queryable = Pick<ClientBase, 'query'>;

/** PostgreSQL's largest integer. */
const LAST_LOAD = 2 ** 31 - 1;

/** For how long a load is taken for alive after it was last heard of. */
export const LEASE_SECONDS = 60;
/** The same in SQL. */
export const LEASE = `interval '${LEASE_SECONDS} seconds'`;

/** The records of loads: what ran, how it ended, and what it had to say about rows. */
@Injectable()
export class LoadStore {
  constructor(private readonly database: Database) {}

  /**
   * Notes a load that begins now, and holds its lock on `session` for as long as that lives.
   * @param bundle the bundle of the watched folder that it loads
   * @returns its number, from 1 for each dealer
   * @throws AppError `not-found` for an unknown dealer
   */
  async begin(
    session: ClientBase,
    dealerCode: string,
    mode: LoadMode,
    bundle?: string,
  ): Promise<number> {
    const { rows } = await session.query<{ load_id: number }>(
      `WITH numbered AS (
         UPDATE dealer SET last_load_id = last_load_id + 1 WHERE dealer_code = $1
         RETURNING last_load_id AS load_id)
       INSERT INTO load (dealer_code, load_id, mode, state, bundle, lease_until)
       SELECT $1, load_id, $2, 'running', $3, clock_timestamp() + ${LEASE} FROM numbered
       RETURNING load_id, pg_advisory_lock(${lockKey('$1', 'load_id')})`,
      [dealerCode, mode, bundle ?? null],
    );
    if (!rows[0]) throw new AppError('not-found', `There is no dealer ${dealerCode}`);
    return rows[0].load_id;
  }

  /**
   * Marks loads as failed whose process died: nobody holds their lock any more. Drops what loads
   * that are over left in staging.
   * @param before only loads before this one: a load that runs on `session` holds its lock there
   */
  async failInterrupted(
    session: ClientBase,
    dealerCode: string,
    before: number = LAST_LOAD,
  ): Promise<void> {
    await session.query(
      `UPDATE load SET state = 'failed', finished_at = now(), error = 'The load was interrupted.'
       WHERE dealer_code = $1 AND state = 'running' AND load_id IN (
         SELECT load_id FROM load WHERE dealer_code = $1 AND state = 'running' AND load_id < $2
           AND pg_try_advisory_xact_lock(${lockKey('$1', 'load_id')}))`,
      [dealerCode, before],
    );
    const { rows } = await session.query<{ load_id: number }>(
      `SELECT load_id FROM load WHERE dealer_code = $1 AND state NOT IN ('running', 'held')
         AND load_id = ANY ($2)`,
      [dealerCode, await stagedLoads(session, dealerCode)],
    );
    for (const { load_id: loadId } of rows) await dropStaging(session, dealerCode, loadId);
  }

  /**
   * Writes down how a running load ended. One that is published already stays so.
   * @param client the publishing transaction, for a load that is published
   * @throws AppError `load-lost` for a load that was given up meanwhile
   */
  async finish(report: LoadReport, client: Queryable = this.database.pool): Promise<void> {
    const { dealer, load, dryRun, generation = null, error = null } = report;
    const resources = Object.keys(report.resources);
    const state = dryRun && report.state !== 'failed' ? 'dry run' : report.state;
    const { rowCount } = await client.query(
      `UPDATE load SET state = $3, finished_at = clock_timestamp(), generation = $4, report = $5,
         error = $6, resources = $7
       WHERE dealer_code = $1 AND load_id = $2 AND state = 'running'`,
      [dealer, load, state, generation, JSON.stringify(report), error, resources],
    );
    if (rowCount === 0) await this.#refuseLost(client, dealer, load);
  }

  async #refuseLost(client: Queryable, dealerCode: string, loadId: number): Promise<void> {
    const { rows } = await client.query<{ error: string | null }>(
      `SELECT error FROM load WHERE dealer_code = $1 AND load_id = $2 AND state = 'failed'`,
      [dealerCode, loadId],
    );
    if (rows[0]) throw new AppError('load-lost', rows[0].error ?? undefined);
  }

  /**
   * Makes sure that a load was not given up. Locks nothing: its lease is renewed while it is
   * published, and what happens after this look is told by {@link finish} in the same transaction.
   * @throws AppError `load-lost`
   */
  async requireRunning(client: Queryable, dealerCode: string, loadId: number): Promise<void> {
    const { rows } = await client.query<{ state: string; error: string | null }>(
      'SELECT state, error FROM load WHERE dealer_code = $1 AND load_id = $2',
      [dealerCode, loadId],
    );
    if (rows[0]?.state === 'running') return;
    throw new AppError('load-lost', rows[0]?.error ?? `Load ${loadId} is over`);
  }

  /** @param first number of the first issue */
  async addIssues(
    dealerCode: string,
    loadId: number,
    first: number,
    issues: readonly LoadIssue[],
  ): Promise<void> {
    await this.database.prisma.loadIssue.createMany({
      data: issues.map((issue, index) => ({
        ...issue,
        dealerCode,
        loadId,
        number: first + index,
        line: BigInt(issue.line),
      })),
    });
  }

  /**
   * The issues of one load in the order they were found, in batches.
   * @param loadId the newest load when left out
   * @throws AppError `not-found` for an unknown dealer or load
   */
  async *issues(
    dealerCode: string,
    loadId?: number,
  ): AsyncGenerator<(LoadIssue & { load: number })[]> {
    const { prisma } = this.database;
    const newest = await this.#newest(dealerCode);
    const load = loadId ?? newest;
    if (load < 1 || load > newest) throw new AppError('not-found', noLoad(dealerCode, loadId));
    let after = -1;
    for (;;) {
      const rows = await prisma.loadIssue.findMany({
        where: { dealerCode, loadId: load, number: { gt: after } },
        orderBy: { number: 'asc' },
        take: 1000,
      });
      if (rows.length === 0) return;
      after = rows.at(-1)?.number ?? after;
      yield rows.map((row) => ({ load, ...toIssue(row) }));
    }
  }

  async #newest(dealerCode: string): Promise<number> {
    const dealer = await this.database.prisma.dealer.findUnique({ where: { code: dealerCode } });
    if (!dealer) throw new AppError('not-found', `There is no dealer ${dealerCode}`);
    return dealer.lastLoadId;
  }
}

function noLoad(dealerCode: string, loadId: number | undefined): string {
  return `Dealer ${dealerCode} has no load${loadId === undefined ? ' yet' : ` ${loadId}`}`;
}

/** The advisory lock that a load's connection holds; both as SQL. */
export function lockKey(dealer: string, loadId: string): string {
  return `hashtextextended('load ' || ${dealer} || ' ' || ${loadId}, 0)`;
}
