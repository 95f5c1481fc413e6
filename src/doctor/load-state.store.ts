import type { LoadReport } from '../import/load-report.js';
import type { Asked } from './server-facts.store.js';

/** When a resource of a dealer was loaded last. */
export interface LoadedResource {
  readonly dealer: string;
  readonly resource: string;
  readonly loadedAt: Date;
  /** By the database's clock, in seconds. */
  readonly age: number;
}

const LOADED = `
  SELECT dealer_code AS dealer, resource, loaded_at AS "loadedAt",
    extract(epoch FROM clock_timestamp() - loaded_at)::float8 AS age
  FROM resource_state WHERE dealer_code = ANY($1)`;

/** What of these dealers was ever loaded. @throws the driver's error */
export async function loadedResources(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<LoadedResource>(LOADED, [dealers])).rows;
}

/** A load that waits for somebody to decide. */
export interface WaitingLoad {
  readonly dealer: string;
  readonly load: number;
  /** In seconds. */
  readonly age: number;
  readonly report: Pick<LoadReport, 'reasons'> | null;
}

const HELD = `
  SELECT dealer_code AS dealer, load_id AS load, report,
    extract(epoch FROM clock_timestamp() - started_at)::float8 AS age
  FROM load WHERE dealer_code = ANY($1) AND state = 'held' ORDER BY 1, 2`;

/** The held loads of these dealers. @throws the driver's error */
export async function heldLoads(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<WaitingLoad>(HELD, [dealers])).rows;
}

/** The last load of a dealer that came to an end. */
export interface LastLoad {
  readonly dealer: string;
  readonly load: number;
  readonly state: string;
  readonly error: string | null;
  readonly report: Partial<LoadReport> | null;
}

const LAST = `
  SELECT l.dealer_code AS dealer, l.load_id AS load, l.state, l.error, l.report
  FROM unnest($1::text[]) AS d (code) CROSS JOIN LATERAL (
    SELECT * FROM load WHERE dealer_code = d.code AND state IN ('published', 'failed')
    ORDER BY load_id DESC LIMIT 1) AS l
  ORDER BY 1`;

/** The last load of each of these dealers that was published or failed. @throws the driver's error */
export async function lastLoads(asked: Asked, dealers: readonly string[]) {
  return (await asked.query<LastLoad>(LAST, [dealers])).rows;
}
