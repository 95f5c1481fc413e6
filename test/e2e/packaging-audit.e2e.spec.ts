import { describe, expect, it } from '@jest/globals';
import { judge, type AuditException } from '../../.ci/audit.js';

const TODAY = '2026-11-30';

/** As npm prints it, with an advisory for each severity. */
function report(...severities: string[]): string {
  const advisories = severities.map((severity, index) => ({
    source: 1100000 + index,
    name: `package-${index}`,
    dependency: `package-${index}`,
    title: `Fault ${index}`,
    url: `https://github.com/advisories/GHSA-${index}`,
    severity,
    cwe: ['CWE-400'],
    range: '<2.0.0',
  }));
  const vulnerabilities = Object.fromEntries(
    advisories.map((one) => [
      one.name,
      { name: one.name, severity: one.severity, isDirect: false, via: [one], effects: ['above'] },
    ]),
  );
  const above = { name: 'above', severity: 'critical', via: advisories.map(({ name }) => name) };
  return JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: severities.length > 0 ? { ...vulnerabilities, above } : {},
    metadata: { vulnerabilities: { total: severities.length } },
  });
}

const exception = (id: string, until = TODAY): AuditException => ({ id, reason: 'unused', until });

describe('faults that are known', () => {
  it('none passes', () => {
    expect(judge(report(), [], TODAY)).toEqual({ outcome: 'passed', lines: [] });
  });

  it('low and moderate ones pass', () => {
    expect(judge(report('info', 'low', 'moderate'), [], TODAY).outcome).toBe('passed');
  });

  it('high and critical ones fail, each named once with its address', () => {
    const { outcome, lines } = judge(report('high', 'low', 'critical'), [], TODAY);
    expect(outcome).toBe('failed');
    expect(lines).toEqual([
      'GHSA-0 package-0: Fault 0 (high, https://github.com/advisories/GHSA-0)',
      'GHSA-2 package-2: Fault 2 (critical, https://github.com/advisories/GHSA-2)',
    ]);
  });
});

describe('exceptions', () => {
  it('count up to their last day', () => {
    expect(judge(report('high'), [exception('GHSA-0')], TODAY)).toEqual({
      outcome: 'passed',
      lines: [],
    });
    const { outcome, lines } = judge(report('high'), [exception('GHSA-0', '2026-11-29')], TODAY);
    expect(outcome).toBe('failed');
    expect(lines[1]).toBe('GHSA-0: its exception ended on 2026-11-29');
  });

  it('are for one advisory, not for the others', () => {
    const { outcome, lines } = judge(report('high', 'high'), [exception('GHSA-0')], TODAY);
    expect({ outcome, count: lines.length }).toEqual({ outcome: 'failed', count: 1 });
  });

  it('are told when they are of no use', () => {
    const { outcome, lines } = judge(report(), [exception('GHSA-9')], TODAY);
    expect({ outcome, lines }).toEqual({
      outcome: 'passed',
      lines: ['GHSA-9: its exception is of no use any more'],
    });
  });
});

// As npm 11 printed them.
const NO_ANSWER = {
  'a registry that offers no audit': {
    message:
      '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk',
    method: 'POST',
    uri: 'https://registry.example/-/npm/v1/security/advisories/bulk',
    statusCode: 405,
    error: { summary: '', detail: '' },
  },
  'a registry that refuses connections': {
    message:
      'request to http://localhost:9/-/npm/v1/security/advisories/bulk failed, reason: connect ECONNREFUSED 127.0.0.1:9',
    error: { summary: '', detail: '' },
  },
  'a registry whose name is unknown': {
    message:
      'request to http://registry.invalid/-/npm/v1/security/advisories/bulk failed, reason: getaddrinfo ENOTFOUND registry.invalid',
    error: { summary: '', detail: '' },
  },
};

describe('without an answer', () => {
  it.each(Object.entries(NO_ANSWER))('%s fails nothing, and is told', (_case, output) => {
    const { outcome, lines } = judge(JSON.stringify(output), [], TODAY);
    expect(outcome).toBe('unchecked');
    expect(lines).toEqual([`No audit by the registry: ${output.message}`]);
  });

  it('what is wrong on this side fails', () => {
    const output = {
      error: { code: 'ENOLOCK', summary: 'This command requires an existing lockfile.' },
    };
    expect(judge(JSON.stringify(output), [], TODAY)).toEqual({
      outcome: 'failed',
      lines: ['npm audit failed: ENOLOCK: This command requires an existing lockfile.'],
    });
  });

  it.each(['', 'npm crashed', 'null', '{}'])('%j is no report, and fails', (output) => {
    expect(judge(output, [], TODAY).outcome).toBe('failed');
  });
});
