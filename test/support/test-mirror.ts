import type { ClientBase } from 'pg';
import { DealerService } from '../../src/auth/dealer.service.js';
import { DealerStore } from '../../src/auth/dealer.store.js';
import { readConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { rowPreparer } from '../../src/import/preparation/prepare-row.js';
import { LOADABLE } from '../../src/import/registry.js';
import { RESOURCES, type ResourceName } from '../../src/interface/resource.js';
import { MirrorStore } from '../../src/mirror/mirror.store.js';
import { mirrorTable } from '../../src/mirror/mirror-table.js';
import { publishLoad, type PublishedLoad } from '../../src/mirror/publish.js';
import {
  copyLine,
  copyToStaging,
  createStaging,
  dropStaging,
  stagingName,
  type StagedRow,
} from '../../src/mirror/staging.js';
import { Readable } from 'node:stream';
import { createTestDatabase } from './database.js';
import { PATIENT } from './patient.js';

/** Rows of a load by resource, as a file would give them. */
export type Rows = Readonly<Partial<Record<ResourceName, readonly object[]>>>;

interface PublishOptions {
  readonly mode?: 'full' | 'delta';
  readonly dryRun?: boolean;
  /** The connection that publishes; one of its own when left out. */
  readonly session?: ClientBase;
}

/** A mirror on a database of its own, loaded without files. */
export class TestMirror {
  readonly store: MirrorStore;
  #loadId = 0;

  private constructor(
    readonly database: Database,
    private readonly drop: () => Promise<void>,
  ) {
    this.store = new MirrorStore(database);
  }

  static async open(environment: Readonly<Record<string, string>> = {}): Promise<TestMirror> {
    const created = await createTestDatabase();
    const SECRETS_KEY = Buffer.alloc(32).toString('base64');
    const given = { DATABASE_URL: created.url, SECRETS_KEY, ...PATIENT, ...environment };
    const config = readConfig(given);
    return new TestMirror(await Database.open(config), () => created.drop());
  }

  /** The mirror of a server that is running. */
  static on(database: Database): TestMirror {
    return new TestMirror(database, async () => undefined);
  }

  async addDealer(code: string): Promise<string> {
    const dealer = { code, name: code, timeZone: 'UTC', currency: 'USD', country: 'US' };
    await new DealerService(new DealerStore(this.database)).add(dealer);
    return code;
  }

  /** Stages the rows and publishes them, as a load does. */
  async publish(dealerCode: string, rows: Rows, options: PublishOptions = {}) {
    const { session } = options;
    if (session) return this.#publish(session, dealerCode, rows, options);
    return this.database.withSession((own) => this.#publish(own, dealerCode, rows, options));
  }

  /** Makes the staging tables of a load, and leaves them there. */
  async stage(session: ClientBase, dealerCode: string, rows: Rows): Promise<number> {
    const loadId = ++this.#loadId;
    for (const resource of RESOURCES) {
      const given = rows[resource];
      if (!given) continue;
      const name = stagingName(dealerCode, loadId, resource);
      await createStaging(session, name, mirrorTable(resource));
      const lines = given.map((row, index) =>
        copyLine(stagedRow(resource, row), index + 1, resource),
      );
      await copyToStaging(session, name, Readable.from([lines.join('')]));
    }
    return loadId;
  }

  async #publish(
    session: ClientBase,
    dealerCode: string,
    rows: Rows,
    { mode = 'full', dryRun = false }: PublishOptions,
  ): Promise<PublishedLoad> {
    const loadId = await this.stage(session, dealerCode, rows);
    const resources = RESOURCES.filter((resource) => rows[resource]);
    try {
      return await publishLoad(session, { dealerCode, loadId, mode, resources, dryRun });
    } finally {
      await dropStaging(session, dealerCode, loadId);
    }
  }

  async query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.pool.query<T>(sql, values)).rows;
  }

  async generation(dealerCode: string): Promise<number> {
    const sql = 'SELECT generation::int FROM dealer_generation WHERE dealer_code = $1';
    return (await this.query<{ generation: number }>(sql, [dealerCode]))[0]?.generation ?? -1;
  }

  /** The items of a list, all on one page. */
  async list(
    dealerCode: string,
    resource: 'contracts' | 'jobsites' | 'invoices' | 'locations',
    ...customers: string[]
  ): Promise<Record<string, unknown>[]> {
    const request = { dealerCode, clientId: 'crs', customers, page: 0, items: 1000 };
    const { body } = await this.store.page(resource, request);
    return (JSON.parse(body) as { items: Record<string, unknown>[] }).items;
  }

  /** Whose data changed since a time, with the types: `7 contract,invoice`. */
  async changes(dealerCode: string, since = '-infinity'): Promise<string[]> {
    const { body } = await this.store.changes(dealerCode, since, 0);
    const { items } = JSON.parse(body) as { items: { customerId: string; types: string[] }[] };
    return items.map(({ customerId, types }) => `${customerId} ${types.join()}`);
  }

  /** When the dealer's current generation was published, as PostgreSQL writes it. */
  async publishedAt(dealerCode: string): Promise<string> {
    const sql = 'SELECT published_at::text AS at FROM dealer_generation WHERE dealer_code = $1';
    return (await this.query<{ at: string }>(sql, [dealerCode]))[0]?.at ?? '';
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.drop();
  }
}

/** A row as a load stages it. One that its checks refuse asks that what is published stays. */
export function stagedRow(resource: ResourceName, row: object): StagedRow {
  const prepare = rowPreparer(LOADABLE[resource]);
  const value = row as Record<string, unknown>;
  const record = { file: 'test', line: 1, textual: false, value };
  const { staged, remarks } = prepare(record, { timeZone: 'UTC', currency: 'USD' });
  if (staged) return staged;
  throw new Error(`A test row of ${resource} has no key: ${JSON.stringify(remarks)}`);
}
