import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { AppError } from '../errors.js';
import { appendEvents } from '../events/append-events.js';
import type { NewEvent } from '../events/event.js';
import type { ResourceName } from '../interface/resource.js';
import { withPublication } from '../mirror/publication.js';
import { keepStaging, stagingName } from '../mirror/staging.js';
import type { LoadReport } from './load-report.js';

/** The records of loads that are held until somebody decides about them. */
@Injectable()
export class HeldLoadStore {
  /**
   * Holds a running load: its staging survives a crash from now on.
   * @param told what the event feed says of it
   * @returns the loads that are superseded now, this one too if a newer one was faster
   * @throws AppError `load-lost` for a load that was given up meanwhile
   */
  async hold(session: ClientBase, report: LoadReport, told: NewEvent): Promise<number[]> {
    const { dealer, load, resources } = report;
    const names = Object.keys(resources) as ResourceName[];
    // Under the dealer's lock, so that no newer load is published unseen meanwhile.
    return withPublication(session, dealer, async () => {
      for (const resource of names) await keepStaging(session, stagingName(dealer, load, resource));
      const { rowCount } = await session.query(
        `UPDATE load SET state = 'held', finished_at = clock_timestamp(), report = $3, resources = $4
         WHERE dealer_code = $1 AND load_id = $2 AND state = 'running'`,
        [dealer, load, JSON.stringify(report), names],
      );
      if (rowCount === 0) throw new AppError('load-lost', `Load ${load} was given up`);
      const superseded = await this.supersede(session, dealer);
      if (!superseded.includes(load)) await appendEvents(session, dealer, [told]);
      return { commit: true, result: superseded };
    });
  }

  /**
   * Ends held loads that a newer full load of one of their resources has overtaken. To be called
   * under the dealer's lock.
   * @returns their numbers
   */
  async supersede(session: ClientBase, dealerCode: string): Promise<number[]> {
    const { rows } = await session.query<{ load_id: number }>(
      `UPDATE load h SET state = 'superseded', decided_at = clock_timestamp(),
         decided_by = 'load ' || p.newest
       FROM (
         SELECT h.load_id, max(p.load_id) AS newest FROM load h JOIN load p
           ON p.dealer_code = h.dealer_code AND p.load_id > h.load_id
             AND p.state = 'published' AND p.mode = 'full' AND p.resources && h.resources
         WHERE h.dealer_code = $1 AND h.state = 'held' GROUP BY h.load_id
       ) p
       WHERE h.dealer_code = $1 AND h.load_id = p.load_id AND h.state = 'held'
       RETURNING h.load_id`,
      [dealerCode],
    );
    return rows.map((row) => row.load_id);
  }

  /**
   * A held load's report. Within a transaction nobody else decides about the load until its end.
   * @throws AppError `not-found`; `load-not-held`
   */
  async held(session: ClientBase, dealerCode: string, loadId: number): Promise<LoadReport> {
    const { rows } = await session.query<{ state: string; report: LoadReport }>(
      'SELECT state, report FROM load WHERE dealer_code = $1 AND load_id = $2 FOR UPDATE',
      [dealerCode, loadId],
    );
    if (!rows[0]) throw new AppError('not-found', `Dealer ${dealerCode} has no load ${loadId}`);
    const { state, report } = rows[0];
    if (state === 'held') return report;
    throw new AppError('load-not-held', `Load ${loadId} is ${WORDS[state] ?? state}, not held`);
  }

  /** Notes that a held load was published. To be called in the publishing transaction. */
  async confirm(session: ClientBase, report: LoadReport, by: string): Promise<void> {
    const { dealer, load, generation } = report;
    await session.query(
      `UPDATE load SET state = 'published', generation = $3, report = $4, decided_by = $5,
         decided_at = clock_timestamp()
       WHERE dealer_code = $1 AND load_id = $2`,
      [dealer, load, generation, JSON.stringify(report), by],
    );
  }

  /** @throws AppError `not-found`, `load-not-held` */
  async discard(
    session: ClientBase,
    dealerCode: string,
    loadId: number,
    by: string,
  ): Promise<void> {
    const { rowCount } = await session.query(
      `UPDATE load SET state = 'discarded', decided_by = $3, decided_at = clock_timestamp()
       WHERE dealer_code = $1 AND load_id = $2 AND state = 'held'`,
      [dealerCode, loadId, by],
    );
    if (rowCount === 0) await this.held(session, dealerCode, loadId);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  running: 'still running',
  published: 'published already',
  superseded: 'superseded by a newer full load',
  discarded: 'discarded already',
  'dry run': 'a dry run',
};
