import { describe, expect, it } from '@jest/globals';
import { GROUPS } from './catalog.js';
import { customerIdOf } from './customers.js';
import { agreedRateOf, rateLines } from './rates.js';
import { worldOf } from './world.js';

const asOf = new Date('2026-11-20T06:00:00Z');
const size = { customers: 600, jobsites: 600, contracts: 1, invoices: 0 };
const world = worldOf({ ...size, out: '', seed: 1, asOf });
const lines = [...rateLines(world)];

describe('the rates of customers', () => {
  it('are for about a third of the customers, each on some groups', () => {
    const owners = new Set(lines.map((rate) => rate.customerId));
    expect(owners.size).toBeGreaterThan(150);
    expect(owners.size).toBeLessThan(250);
    expect(lines.length).toBeLessThan((owners.size * GROUPS.length) / 2);
  });

  it('are what contracts and invoices go by, before the book rate', () => {
    const line = lines[0];
    const group = GROUPS.find((each) => each.groupId === line?.groupId);
    const customer = [...Array(600).keys()].find(
      (i) => customerIdOf(world, i) === line?.customerId,
    );
    if (group === undefined || customer === undefined) throw new Error('no such rate');
    const agreed = agreedRateOf(world, customer, group, 'USD');
    expect(agreed?.rateType).toBe('customer');
    expect(agreed?.rate.daily).toBe(Math.round((line?.daily.amount ?? 0) * 100));
  });

  it('are dearer in Canadian dollars', () => {
    const group = GROUPS.find((each) => each.bookRate !== undefined);
    if (group === undefined) throw new Error('no rate in the catalog');
    const american = agreedRateOf(world, 0, group, 'USD');
    const canadian = agreedRateOf(world, 0, group, 'CAD');
    expect(canadian?.currency).toBe('CAD');
    expect(canadian?.rate.daily).toBe(Math.round((american?.rate.daily ?? 0) * 1.36));
  });
});
