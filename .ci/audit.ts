// Looks for known faults in the packages that run in production: npm run audit:check
// Ends with 1 for high and critical ones that nobody has taken a decision about. What cannot be
// reached is no fault of ours: then it says that nothing was looked at, and ends with 0.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A decision to live with an advisory for a time. */
export interface AuditException {
  /** GHSA-… */
  readonly id: string;
  readonly reason: string;
  /** Last day on which it counts, as in 2027-01-31. */
  readonly until: string;
}

/** What came of it: `unchecked` when the registry did not answer, or offers no audit. */
export interface Verdict {
  readonly outcome: 'passed' | 'failed' | 'unchecked';
  readonly lines: readonly string[];
}

interface Advisory {
  readonly title: string;
  readonly url: string;
  readonly severity: string;
}

interface AuditReport {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly via: readonly (string | Advisory)[] }>
  >;
  readonly message?: string;
  readonly error?: { readonly code?: string; readonly summary?: string };
}

const SERIOUS = new Set(['high', 'critical']);

/**
 * Judges what `npm audit --json` printed.
 * @param today as in 2026-11-30
 */
export function judge(
  output: string,
  exceptions: readonly AuditException[],
  today: string,
): Verdict {
  const report = parse(output);
  if (!report) return { outcome: 'failed', lines: ['npm audit printed no report'] };
  if (!report.vulnerabilities) return withoutReport(report);
  const advisories = seriousIn(report.vulnerabilities);
  const valid = new Set(exceptions.filter(({ until }) => until >= today).map(({ id }) => id));
  const open = [...advisories].filter(([id]) => !valid.has(id));
  const lines = open.map(([id, text]) => `${id} ${text}`);
  const ended = exceptions.filter(({ id }) => advisories.has(id) && !valid.has(id));
  lines.push(...ended.map(({ id, until }) => `${id}: its exception ended on ${until}`));
  const unused = exceptions.filter(({ id }) => !advisories.has(id));
  lines.push(...unused.map(({ id }) => `${id}: its exception is of no use any more`));
  return { outcome: open.length === 0 ? 'passed' : 'failed', lines };
}

function parse(output: string): AuditReport | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The serious advisories by their id, in words. */
function seriousIn(vulnerabilities: NonNullable<AuditReport['vulnerabilities']>) {
  const found = new Map<string, string>();
  for (const [name, { via }] of Object.entries(vulnerabilities))
    for (const one of via) {
      // A text names another package, which is listed itself.
      if (typeof one === 'string' || !SERIOUS.has(one.severity)) continue;
      const id = one.url.split('/').at(-1) ?? one.url;
      found.set(id, `${name}: ${one.title} (${one.severity}, ${one.url})`);
    }
  return found;
}

// A message is npm's word for what the registry did with the question; other errors are its own.
function withoutReport({ message, error }: AuditReport): Verdict {
  if (message) return { outcome: 'unchecked', lines: [`No audit by the registry: ${message}`] };
  const why = [error?.code, error?.summary].filter(Boolean).join(': ') || 'no reason given';
  return { outcome: 'failed', lines: [`npm audit failed: ${why}`] };
}

function run(): void {
  const exceptions = JSON.parse(
    readFileSync(join(import.meta.dirname, 'audit-exceptions.json'), 'utf8'),
  ) as AuditException[];
  // The packages of the image: development's own tools are left out only together with the optional.
  const { stdout } = spawnSync(
    'npm',
    ['audit', '--json', '--omit=dev', '--omit=optional', '--fetch-retries=1'],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { outcome, lines } = judge(stdout, exceptions, new Date().toISOString().slice(0, 10));
  for (const line of lines) process.stderr.write(`${line}\n`);
  const last = {
    passed: 'Audit: passed',
    failed: 'Audit: FAILED',
    unchecked: 'Audit: NOT CHECKED',
  };
  process.stderr.write(`${last[outcome]}\n`);
  process.exitCode = outcome === 'failed' ? 1 : 0;
}

if (import.meta.main) run();
