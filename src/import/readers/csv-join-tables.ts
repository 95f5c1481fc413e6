import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';

/** A row of either table. `value` is JSON text, null when there is only an `error`. */
export interface StoredRow {
  /** Index of the nested file; 0 for the parent. */
  child: number;
  line: number;
  /** The parent's key as `joinKey` writes it; null when the row has none. */
  key: string | null;
  value: string | null;
  error: string | null;
}

/** A parent row with its nested rows: JSON text of `[child, line, value or null][]`, or null. */
export interface JoinedRow extends StoredRow {
  children: string | null;
}

const COLUMNS =
  'child int NOT NULL, line int NOT NULL, key text COLLATE "C", value text, error text';

const DROP = 'DROP TABLE IF EXISTS pg_temp.csv_parent, pg_temp.csv_child';

const CREATE = `
  ${DROP};
  CREATE TEMP TABLE csv_parent (${COLUMNS});
  CREATE TEMP TABLE csv_child (${COLUMNS})`;

const ANALYZE = 'ANALYZE csv_parent; ANALYZE csv_child';

/**
 * Sorts and merges, and no index: looking up each parent's rows by index reads the table in
 * random order, which took three times as long, and a B-tree refuses keys beyond 2.7 KB.
 */
const PARENTS = `
  SELECT p.*, n.children
  FROM csv_parent p LEFT JOIN (
    SELECT key, '[' || string_agg(
      format('[%s,%s,%s]', child, line, coalesce(value, 'null')), ',' ORDER BY child, line
    ) || ']' AS children
    FROM csv_child GROUP BY key
  ) n ON n.key = p.key
  ORDER BY p.line`;

/** Nested rows that are broken themselves or whose parent isn't there. */
const REJECTED = `
  SELECT n.* FROM csv_child n
  LEFT JOIN (SELECT DISTINCT key FROM csv_parent) p ON p.key = n.key
  WHERE n.error IS NOT NULL OR p.key IS NULL
  ORDER BY n.child, n.line`;

/** Rows fetched at once. */
const BATCH = 500;

/**
 * The two temporary tables of a CSV join on a connection that nothing else may use meanwhile.
 */
export class JoinTables {
  constructor(
    private readonly client: Client,
    private readonly signal?: AbortSignal,
  ) {}

  async create(): Promise<void> {
    await this.client.query(CREATE);
  }

  /** Never throws: a connection that broke took the tables along, and `create` drops leftovers. */
  async drop(): Promise<void> {
    try {
      await this.client.query(DROP);
    } catch {
      // What made it fail is already on its way to the caller.
    }
  }

  /** Copies rows in; what their source throws is thrown again. */
  async fill(table: 'csv_parent' | 'csv_child', rows: AsyncIterable<StoredRow[]>): Promise<void> {
    const copy = this.client.query(copyFrom(`COPY ${table} FROM STDIN`));
    await pipeline(Readable.from(copyText(rows)), copy);
  }

  /** To be called once both tables are filled. */
  async analyze(): Promise<void> {
    await this.client.query(ANALYZE);
  }

  /** The parent rows in file order, each with its nested rows in file order. */
  parents(): AsyncGenerator<JoinedRow[]> {
    return this.select<JoinedRow>(PARENTS);
  }

  rejected(): AsyncGenerator<StoredRow[]> {
    return this.select<StoredRow>(REJECTED);
  }

  private async *select<Row>(sql: string): AsyncGenerator<Row[]> {
    const stream = this.client.query(new QueryStream(sql, [], { batchSize: BATCH }));
    let batch: Row[] = [];
    for await (const row of stream as AsyncIterable<Row>) {
      this.signal?.throwIfAborted();
      if (batch.push(row) < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

async function* copyText(rows: AsyncIterable<StoredRow[]>): AsyncGenerator<string> {
  for await (const batch of rows) yield batch.map(copyLine).join('');
}

/** JSON text has no raw line feeds or tabs, so in COPY's text format only `\` is in the way. */
function copyLine({ child, line, key, value, error }: StoredRow): string {
  const texts = [key, value, error].map((text) => text?.replaceAll('\\', '\\\\') ?? '\\N');
  return `${child}\t${line}\t${texts.join('\t')}\n`;
}

/**
 * A key as it is stored and compared: without the spaces around it, and as JSON, because
 * PostgreSQL's text can't hold every character.
 */
export function joinKey(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? JSON.stringify(value.trim()) : null;
}
