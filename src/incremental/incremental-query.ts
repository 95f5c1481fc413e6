import { DealerQuery } from '../http/pull-query.js';
import { Since } from './since.js';

/** Parameters of the incremental endpoint (§ Incremental Data Pull). */
export class IncrementalQuery extends DealerQuery {
  @Since()
  since!: string;
}
