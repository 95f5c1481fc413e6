import { Injectable } from '@nestjs/common';
import { Admission, type BoundShare } from '../load/admission.js';
import { Metrics } from './metrics.js';
import { RequestMeter } from './request-meter.js';

const SHARES: readonly BoundShare[] = ['usual', 'messages', 'lasting', 'documents'];

/** Reads what is asked of this server at the moment, for the metrics. */
@Injectable()
export class LoadReader {
  constructor(
    private readonly metrics: Metrics,
    private readonly requests: RequestMeter,
    private readonly admission: Admission,
  ) {}

  refresh(): void {
    const { metrics, admission } = this;
    metrics.replace('crs_http_requests_in_progress', [[{}, this.requests.inProgress]]);
    const series = (of: (share: BoundShare) => number) =>
      SHARES.map((share) => [{ share }, of(share)] as const);
    metrics.replace(
      'crs_requests_working',
      series((share) => admission.working(share)),
    );
    metrics.replace(
      'crs_requests_waiting',
      series((share) => admission.waiting(share)),
    );
    const { full, late } = admission.refusals;
    metrics.replace('crs_requests_refused_total', [
      [{ reason: 'full' }, full],
      [{ reason: 'late' }, late],
    ]);
  }
}
