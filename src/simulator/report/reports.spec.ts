import { describe, expect, it } from '@jest/globals';
import { ANSWER, PAGING } from '../rules/answer.rules.js';
import { REFUSAL } from '../rules/refusals.rules.js';
import { Run } from '../run.js';
import { htmlReport } from './html-report.js';
import { jsonReport, REPORT_VERSION } from './json-report.js';
import { junitReport } from './junit-report.js';
import { summary } from './summary.js';

const EVIL = '</code><script>alert("1" & \'2\')</script>\u{1b}[31m\u{0}\u{d800}';

function run(): Run {
  const made = new Run('crs check', 'https://dealer.example/api/v1?a=1&b=2');
  const { findings } = made;
  findings.checked(ANSWER.json, 7);
  for (let page = 0; page < 12; page++)
    findings.add(PAGING.totals, {
      found: `page ${page}`,
      url: 'https://dealer.example',
      path: 'x',
    });
  findings.add(ANSWER.contentType, { found: EVIL });
  findings.add(REFUSAL.paging, { found: 'items=0', exchange: 3 });
  made.timings.add('contract', 40, 2000);
  made.timings.add('contract', 1400, 3000);
  made.count('contracts', 1234);
  return made;
}

it('the summary says what is wrong, where, and how to mend it', () => {
  const text = summary(run().result(), { columns: 80 });
  expect(text).toContain('ERROR PAGE-TOTALS (12 times), § Contract/Asset Data');
  expect(text).toContain('Found: page 0\n    at x, https://dealer.example');
  expect(text).toContain('… and 9 more');
  expect(text).toContain('To mend: Count with the same filter');
  expect(text).toMatch(/contract +│ +2 │ +40 ms │ +1\.4 s/);
  expect(text).toMatch(/1 error, 1 warning, 1 note: 4 rules looked at\.\n$/);
});

it('nothing that a server sends moves the cursor of the terminal', () => {
  // oxlint-disable-next-line no-control-regex -- that is what it is about
  expect(summary(run().result(), {})).not.toMatch(/[\u{0}-\u{9}\u{b}-\u{1f}]/u);
});

it('a quiet summary is the findings and the verdict', () => {
  const clean = new Run('crs check', 'https://dealer.example');
  clean.findings.checked(ANSWER.json);
  const quiet = { quiet: true };
  expect(summary(clean.result(), quiet)).toBe('No findings: 1 rule looked at.\n');
  const broken = clean.result('The token endpoint gave no token');
  expect(summary(broken, quiet)).toBe(
    'Could not be done to its end: The token endpoint gave no token.\n',
  );
});

it('the JSON report has a version, a status, and every finding with its rule', () => {
  const report = JSON.parse(jsonReport(run().result())) as Record<string, unknown>;
  expect(report).toMatchObject({
    report: REPORT_VERSION,
    status: 'errors',
    command: 'crs check',
    counts: { contracts: 1234 },
    rules: expect.arrayContaining([{ id: 'ANSWER-JSON', checked: 7, broken: 0 }]),
  });
  const [first] = report['findings'] as Record<string, unknown>[];
  expect(first).toMatchObject({ id: 'PAGE-TOTALS', severity: 'error', area: 'paging', count: 12 });
  expect(first?.['occurrences']).toHaveLength(10);
  expect(JSON.parse(jsonReport(run().result('no token')))).toMatchObject({ status: 'not-done' });
});

describe('JUnit', () => {
  it('has a case for each rule; only errors are failures', () => {
    const text = junitReport(run().result());
    expect(text).toContain(
      '<testsuites name="crs check https://dealer.example/api/v1?a=1&amp;b=2"',
    );
    expect(text).toContain('tests="4" failures="1" errors="0"');
    expect(text).toContain('<testcase classname="connection" name="ANSWER-JSON"/>');
    expect(text.match(/<failure /g)).toHaveLength(1);
    expect(text.match(/<system-out>/g)).toHaveLength(2);
  });

  it('is well-formed whatever a server sends', () => {
    const text = junitReport(run().result());
    expect(text).not.toContain('<script>');
    // oxlint-disable-next-line no-control-regex -- XML 1.0 cannot have them
    expect(text).not.toMatch(/[\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{d800}-\u{dfff}]/u);
  });

  it('says that a run was not done', () => {
    const text = junitReport(run().result('no <token>'));
    expect(text).toContain('<error type="not-done" message="no &lt;token&gt;"/>');
    expect(text).toContain('tests="5" failures="1" errors="1"');
  });
});

describe('HTML', () => {
  const page = htmlReport(run().result());

  it('needs nothing else: no script, no request', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|@import|url\(/i);
  });

  it('shows what came as text', () => {
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;');
  });

  it('has the findings, worst first, and the times', () => {
    const ids = [...page.matchAll(/<details[^>]* id="([A-Z0-9-]+)"/g)].map(([, id]) => id);
    expect(ids).toEqual(['PAGE-TOTALS', 'CONTENT-TYPE', 'PAGING-PARAMETERS']);
    expect(page).toContain('… and 2 more');
    expect(page).toContain('1,234 contracts');
    expect(page).toContain('contract: median 40 ms, 95 % 1.4 s, slowest 1.4 s');
  });
});
