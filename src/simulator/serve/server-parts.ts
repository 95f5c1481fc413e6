import type { Run } from '../run.js';
import type { CrsSide } from './crs-side.js';
import type { ExchangeLog } from './exchange-log.js';
import type { FaultPlan } from './faults.js';

/** What the endpoints of CRS's side share. */
export interface CrsServerParts {
  readonly run: Run;
  readonly side: CrsSide;
  readonly faults: FaultPlan;
  readonly log: ExchangeLog;
}
