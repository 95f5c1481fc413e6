import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type ColumnType,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
} from '@prisma/driver-adapter-utils';
import { openMigrationPool } from './migration-pool.js';
import { createShadowDatabase } from './shadow-database.js';

/**
 * What Prisma's schema engine migrates over. The stock adapter is unsafe there: its shadow
 * connection is the main database, it drops the shadow database before it lets go of it, it cuts
 * scripts at every semicolon, and it does not know the type "char" of PostgreSQL's catalog.
 *
 * Changes to the main database are one transaction: {@link commit} keeps them, {@link close} alone
 * drops them. So a migration that fails or a process that is killed leaves nothing half done.
 */
export class MigrationAdapter implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = 'crs-dealer-api-migrations';
  private readonly main: SqlDriverAdapter[] = [];
  private readonly opened: (() => Promise<void>)[] = [];

  constructor(private readonly databaseUrl: string) {}

  /** The adapter in the form that the engine takes. */
  bound(): object {
    return bindMigrationAwareSqlAdapterFactory(this);
  }

  async connect(): Promise<SqlDriverAdapter> {
    const adapter = await this.open(this.databaseUrl);
    await execute(adapter, 'BEGIN');
    this.main.push(adapter);
    return inTransaction(adapter);
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    const shadow = await createShadowDatabase(this.databaseUrl);
    this.opened.push(shadow.drop);
    return this.open(shadow.url, shadow.drop);
  }

  /** Keeps what was done to the main database. */
  async commit(): Promise<void> {
    for (const adapter of this.main) await execute(adapter, 'COMMIT');
  }

  /** Closes what the engine left open, and drops its shadow databases. */
  async close(): Promise<void> {
    // The last one first: connections end before their database is dropped.
    for (const dispose of this.opened.toReversed()) await dispose();
  }

  private async open(url: string, afterwards?: () => Promise<void>): Promise<SqlDriverAdapter> {
    const connection = await openMigrationPool(url);
    let ended: Promise<void> | undefined;
    const end = () => (ended ??= connection.end());
    this.opened.push(end);
    const adapter = await new PrismaPg(connection.pool).connect();
    const query = adapter.queryRaw.bind(adapter);
    return Object.assign(adapter, {
      queryRaw: async (sql: SqlQuery) => {
        const result = await query(sql);
        return { ...result, columnTypes: result.columnTypes.map(withoutDisguise) };
      },
      // Without values the server takes the whole file as one query.
      executeScript: (script: string) => execute(adapter, script),
      dispose: async () => {
        await end();
        await afterwards?.();
      },
    });
  }
}

// The other half of the disguise in migration-pool.ts.
function withoutDisguise(type: ColumnType): ColumnType {
  return type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type;
}

// The engine finds out by failing queries whether its table is there; in a transaction each of its
// queries needs a savepoint to fail alone.
function inTransaction(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    await execute(adapter, 'SAVEPOINT step');
    try {
      return await work();
    } catch (error) {
      await execute(adapter, 'ROLLBACK TO SAVEPOINT step');
      throw error;
    }
  };
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (sql) => guarded(() => adapter.queryRaw(sql)),
    executeRaw: (sql) => guarded(() => adapter.executeRaw(sql)),
    executeScript: (script) => guarded(() => adapter.executeScript(script)),
    startTransaction: (level) => adapter.startTransaction(level),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: () => adapter.dispose(),
  };
}

async function execute(adapter: SqlDriverAdapter, sql: string): Promise<void> {
  await adapter.executeRaw({ sql, args: [], argTypes: [] });
}
