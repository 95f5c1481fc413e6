import type { LoadIssue as StoredIssue } from '../generated/prisma/client.js';
import type { ResourceName } from '../interface/resource.js';
import type { LoadIssue } from './load-report.js';

/** An issue as it was before it was stored. */
export function toIssue(row: StoredIssue): LoadIssue {
  const { severity, resource, file, field, value, reason } = row;
  return {
    severity: severity as LoadIssue['severity'],
    resource: resource as ResourceName,
    file,
    line: Number(row.line),
    ...(field !== null && { field }),
    ...(value !== null && { value }),
    reason,
  };
}
