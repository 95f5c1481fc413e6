import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { METRICS } from './metric-list.js';
import { metricReference } from './metric-reference.js';
import { Metrics } from './metrics.js';

const PAGE = new URL('../../../docs/monitoring/metrics.md', import.meta.url);

describe('the declared metrics', () => {
  it('are all in the guide, as declared', async () => {
    const page = await readFile(PAGE, 'utf8');
    // After a change: npm run docs:metrics
    expect(page).toBe(metricReference());
    for (const name of Object.keys(METRICS)) expect(page).toContain(`| \`${name}\` |`);
  });

  it("keep to Prometheus' conventions", () => {
    for (const [name, { kind, help, labels }] of Object.entries(METRICS)) {
      expect(name).toMatch(/^crs_[a-z][a-z_]*[a-z]$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(name).not.toMatch(/milli|minute|hour|kilo|mega|percent/);
      expect(help).toMatch(/^[A-Z].*[^.]$/);
      for (const label of labels) expect(label).toMatch(/^[a-z]+$/);
      // Two hundred dealers times a dozen buckets would be too much.
      if (kind === 'histogram') expect(labels).not.toContain('dealer');
    }
  });

  it('are apart in each app of a process', async () => {
    const [one, other] = [new Metrics(), new Metrics()];
    one.count('crs_outbound_retries_total', { dealer: 'A000' });
    expect(await one.registry.metrics()).toContain('crs_outbound_retries_total{dealer="A000"} 1');
    expect(await other.registry.metrics()).not.toContain('A000');
  });

  it('forget the series that are replaced', async () => {
    const metrics = new Metrics();
    metrics.replace('crs_webhooks', [[{ dealer: 'A', state: 'active' }, 1]]);
    metrics.replace('crs_webhooks', [[{ dealer: 'B', state: 'active' }, 2]]);
    const text = await metrics.registry.getSingleMetricAsString('crs_webhooks');
    expect(text).toContain('{dealer="B",state="active"} 2');
    expect(text).not.toContain('"A"');
  });

  it('are not there before they are known, nor afterwards: 0 would say something', async () => {
    const metrics = new Metrics();
    const lines = async () =>
      (await metrics.registry.getSingleMetricAsString('crs_replica_used')).match(/^crs.*/gm);
    expect(await lines()).toBeNull();
    metrics.replace('crs_replica_used', [[{}, 0]]);
    expect(await lines()).toEqual(['crs_replica_used 0']);
    metrics.replace('crs_replica_used', []);
    expect(await lines()).toBeNull();
  });
});
