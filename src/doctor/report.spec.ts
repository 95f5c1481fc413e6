import { describe, expect, it } from '@jest/globals';
import { CHECK_IDS } from './catalogue.js';
import { failure, notChecked, ok, warning, type Finding } from './finding.js';
import { catalogueTable, reportLines } from './report-lines.js';
import { reportOf } from './report.js';

const now = new Date('2026-11-21T00:00:00Z');
const of = (...findings: Finding[]) => reportOf(findings, now);
const lines = (...findings: Finding[]) => reportLines(of(...findings));

describe('the report', () => {
  it('is as bad as its worst finding', () => {
    const fine: Finding = { id: 'config.mode', ...ok('production') };
    const left: Finding = { id: 'tls.chain', ...notChecked('there is none') };
    const doubtful: Finding = { id: 'config.listen', ...warning('open', 'Close it.') };
    const bad: Finding = { id: 'database.fsync', ...failure('off', 'Set it.') };
    expect(of(fine, left).result).toBe('ok');
    expect(of(fine, doubtful).result).toBe('warning');
    expect(of(fine, doubtful, bad, left)).toEqual({
      format: 1,
      time: '2026-11-21T00:00:00.000Z',
      result: 'failure',
      counts: { ok: 1, warning: 1, failure: 1, 'not-checked': 1 },
      checks: [fine, doubtful, bad, left],
    });
  });

  it('has a line for each finding, and one for what to do', () => {
    expect(
      lines(
        { id: 'config.mode', ...ok('production') },
        { id: 'tls.chain', ...notChecked('there is none') },
        { id: 'loads.held', dealer: 'A', about: 'load 6', ...warning('load 6 waits', 'Decide.') },
        { id: 'webhooks.state', dealer: 'A', about: 'wh_1', ...failure('paused', 'Mend it.') },
      ),
    ).toEqual([
      '✓ config.mode                  production',
      '– tls.chain                    not checked, because there is none',
      '! loads.held                   A: load 6 waits',
      '                               → Decide.',
      '✗ webhooks.state               A wh_1: paused',
      '                               → Mend it.',
      '',
      '1 failure, 1 warning, 1 ok, 1 not checked.',
    ]);
  });

  it('takes the dealers together that are well, when there are many', () => {
    const dealers = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];
    const findings = dealers.map((dealer): Finding => {
      const id = 'loads.held';
      if (dealer === 'C') return { id, dealer, ...warning('load 6 waits', 'Decide.') };
      return { id, dealer, ...ok('none') };
    });
    expect(lines(...findings).slice(0, 3)).toEqual([
      '✓ loads.held                   6 dealers: ok',
      '! loads.held                   C: load 6 waits',
      '                               → Decide.',
    ]);
    expect(lines(...findings.slice(0, 5))[0]).toBe('✓ loads.held                   A: none');
  });
});

describe('the table of the checks', () => {
  it('has each check once, and fits on a page', () => {
    const table = catalogueTable();
    const named = [...table.matchAll(/`([a-z]+\.[a-z-]+)`/g)].map(([, id]) => id);
    expect(new Set(named)).toEqual(new Set(CHECK_IDS));
    expect(named).toHaveLength(CHECK_IDS.length);
    expect(table.trim().split('\n').length).toBeLessThanOrEqual(60);
  });
});
