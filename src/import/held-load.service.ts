import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { appendEvents } from '../events/append-events.js';
import { publishLoad } from '../mirror/publish.js';
import { dropStaging } from '../mirror/staging.js';
import { HeldLoadStore } from './held-load.store.js';
import { recountedResources, stagedCounts } from './load-counts.js';
import type { LoadReport } from './load-report.js';

/** Decides about held loads. */
@Injectable()
export class HeldLoadService {
  constructor(
    private readonly database: Database,
    private readonly store: HeldLoadStore,
  ) {}

  /**
   * Publishes a held load from its staging, against what is published now: the counts are new.
   * @param by who takes the responsibility
   * @returns the report as it is now
   * @throws AppError `not-found`, `load-not-held`
   */
  async confirm(dealerCode: string, loadId: number, by: string): Promise<LoadReport> {
    const { database, store } = this;
    return database.withSession(async (session) => {
      const held = await store.held(session, dealerCode, loadId);
      const staged = stagedCounts(held.resources);
      const load = { dealerCode, loadId, mode: held.mode, resources: [...staged.keys()] };
      let report = held;
      let superseded: number[] = [];
      await publishLoad(
        session,
        { ...load, dryRun: false },
        {
          admit: async () => void (await store.held(session, dealerCode, loadId)),
          record: async ({ generation, counts }) => {
            const resources = recountedResources(staged, counts);
            const published = { generation: Number(generation), resources };
            report = { ...held, state: 'published', ...published };
            await store.confirm(session, report, by);
            superseded = await store.supersede(session, dealerCode);
            const about = { load: loadId, mode: held.mode, resources: load.resources };
            const data = { ...about, generation: Number(generation), confirmedBy: by };
            await appendEvents(session, dealerCode, [{ type: 'load.published', data }]);
          },
        },
      );
      for (const over of [loadId, ...superseded]) await dropStaging(session, dealerCode, over);
      return report;
    });
  }

  /**
   * Ends a held load for good.
   * @throws AppError `not-found`, `load-not-held`
   */
  async discard(dealerCode: string, loadId: number, by: string): Promise<void> {
    await this.database.withSession(async (session) => {
      await this.store.discard(session, dealerCode, loadId, by);
      await dropStaging(session, dealerCode, loadId);
    });
  }
}
