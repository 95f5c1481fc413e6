import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { parse } from 'yaml';
import { namesIn } from '../../../test/support/promql.js';
import { METRICS } from './metric-list.js';
import type { MetricDeclaration } from './metric.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly h: number;
    readonly w: number;
    readonly x: number;
    readonly y: number;
  };
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { uid: string } }[];
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { name: string; query: { query: string } }[] };
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
}

const FOLDER = new URL('../../../docs/monitoring/', import.meta.url);
const OPERATIONS = new URL('../operations.md', FOLDER);

const read = (path: string) => readFile(new URL(path, FOLDER), 'utf8');

/** Names of series, and the labels there are. */
const known = new Set(['up', 'ALERTS']);
const labels = new Set(['job', 'instance', 'le', 'alertname', 'alertstate', 'severity', 'kind']);
let rules: readonly Rule[];
let dashboard: Dashboard;

beforeAll(async () => {
  for (const [name, declared] of Object.entries<MetricDeclaration>(METRICS)) {
    const parts = declared.kind === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const part of parts) known.add(`${name}${part}`);
    for (const label of declared.labels) labels.add(label);
  }
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray())
    for (const part of ['', '_sum', '_count']) known.add(`${name}${part}`);
  const { groups } = parse(await read('alerts.yml')) as { groups: { rules: Rule[] }[] };
  rules = groups.flatMap((group) => group.rules);
  dashboard = JSON.parse(await read('grafana/dashboards/overview.json')) as Dashboard;
});

/** The names of an expression that nobody has. */
function strange(expression: string): string[] {
  // Grafana's variables stand within strings and ranges only.
  const asked = namesIn(expression);
  return [
    ...asked.metrics.filter((name) => !known.has(name)),
    ...asked.labels.filter((name) => !labels.has(name)),
  ];
}

describe('the alert rules', () => {
  it('ask for metrics and labels that there are', () => {
    expect(rules.length).toBeGreaterThan(20);
    for (const { alert, expr } of rules)
      expect({ alert, strange: strange(expr) }).toEqual({ alert, strange: [] });
    expect(strange('rate(crs_nothing_total{color="red"}[5m]) / on (shape) up')).toEqual([
      'crs_nothing_total',
      'color',
      'shape',
    ]);
  });

  it('say how bad it is, what it is, what to do, and where more is to be read', () => {
    for (const { alert, labels: given, annotations } of rules) {
      expect(alert).toMatch(/^Crs[A-Z]\w+$/);
      expect(given).toEqual({ severity: expect.stringMatching(/^(critical|warning|info)$/) });
      expect(annotations).toEqual({
        summary: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\.$/),
        runbook: expect.stringMatching(/^docs\/operations\.md#[a-z0-9-]+$/),
      });
    }
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('are each seen firing, and not firing, by promtool', async () => {
    const { tests } = parse(await read('alerts.test.yml')) as {
      tests: { promql_expr_test: { exp_samples: { labels: string }[] }[] }[];
    };
    const samples = tests.flatMap((one) => one.promql_expr_test.map(({ exp_samples: all }) => all));
    const fired = new Set(
      samples.flat().map(({ labels: text }) => /alertname="(\w+)"/.exec(text)?.[1]),
    );
    expect(rules.map(({ alert }) => alert).filter((alert) => !fired.has(alert))).toEqual([]);
    expect(samples.filter((all) => all.length === 0).length).toBeGreaterThan(10);
  });

  it('lead to headings of the guide', async () => {
    if (!existsSync(OPERATIONS)) return;
    const guide = await readFile(OPERATIONS, 'utf8');
    const titles = [...guide.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase());
    const anchors = new Set(
      titles.map((title) => title.replaceAll(/[^\w\s-]/g, '').replaceAll(' ', '-')),
    );
    const wanted = rules.map(({ annotations }) => annotations['runbook']?.split('#')[1] ?? '');
    expect([...new Set(wanted)].filter((anchor) => !anchors.has(anchor))).toEqual([]);
  });
});

describe('the dashboard', () => {
  const queries = () => dashboard.panels.flatMap(({ targets = [] }) => targets);

  it('asks for metrics and labels that there are, of the data source that is provisioned', async () => {
    expect(queries().length).toBeGreaterThan(40);
    for (const { expr, datasource } of queries()) {
      expect({ expr, strange: strange(expr) }).toEqual({ expr, strange: [] });
      expect(datasource.uid).toBe('prometheus');
    }
    const { datasources } = parse(
      await read('grafana/provisioning/datasources/prometheus.yml'),
    ) as {
      datasources: { uid: string }[];
    };
    expect(datasources.map(({ uid }) => uid)).toEqual(['prometheus']);
    for (const { expr } of dashboard.annotations.list) expect(strange(expr ?? '')).toEqual([]);
    for (const { query } of dashboard.templating.list)
      expect(strange(query.query.replace(/label_values\((.*), (\w+)\)/, '$1'))).toEqual([]);
  });

  it('uses the variables that it has', () => {
    const variables = new Set(dashboard.templating.list.map(({ name }) => name));
    expect([...variables]).toEqual(['dealer', 'instance']);
    const used = queries().flatMap(({ expr }) =>
      [...expr.matchAll(/\$(\w+)/g)].map(([, name = '']) => name),
    );
    for (const name of new Set(used)) expect([...variables, '__rate_interval']).toContain(name);
  });

  it('has panels with ids of their own that do not lie upon each other', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = new Set<string>();
    for (const { gridPos, title } of panels) {
      expect(title).not.toBe('');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(cells.has(`${x},${y}`)).toBe(false);
          cells.add(`${x},${y}`);
        }
    }
  });
});

describe('the configuration of Prometheus', () => {
  it('reads the alert rules, and has the job that they look for', async () => {
    const config = parse(await read('prometheus.yml')) as {
      rule_files: string[];
      scrape_configs: { job_name: string }[];
    };
    expect(config.rule_files).toEqual(['alerts.yml']);
    const jobs = config.scrape_configs.map(({ job_name: name }) => name);
    for (const { expr } of rules)
      for (const [, job = ''] of expr.matchAll(/job="([^"]*)"/g)) expect(jobs).toContain(job);
  });
});
