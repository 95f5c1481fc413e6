import { describe, expect, it } from '@jest/globals';
import { customerLines } from './customers.js';
import { DEMO_SIZE } from './demo-dealer.js';
import { jobsiteLines } from './jobsites.js';
import { worldOf } from './world.js';

const world = worldOf({ ...DEMO_SIZE, out: '', seed: 1, asOf: new Date('2026-11-20T06:00:00Z') });
const jobsites = [...jobsiteLines(world, new Uint32Array(world.jobsites).fill(3))];

describe('the jobsites of the small demo', () => {
  it('are open, but for a few', () => {
    const closed = jobsites.filter((jobsite) => jobsite.active === false).length;
    expect(closed).toBeGreaterThan(0);
    expect(closed).toBeLessThan(jobsites.length / 10);
  });

  it('say how many assets they have only now and then', () => {
    const counted = jobsites.filter((jobsite) => jobsite.assetCount === 3).length;
    const silent = jobsites.filter((jobsite) => jobsite.assetCount === undefined).length;
    expect(counted).toBeGreaterThan(0);
    expect(silent).toBe(jobsites.length - counted);
    expect(silent).toBeGreaterThan(jobsites.length / 2);
  });

  it('lie in two countries', () => {
    const countries = new Set(jobsites.map((jobsite) => jobsite.country));
    expect([...countries]).toEqual(expect.arrayContaining(['USA', 'CAN']));
  });

  it('have names that need Unicode, and so have the customers', () => {
    const names = JSON.stringify([[...customerLines(world)], jobsites]);
    for (const letter of ['é', 'ñ', 'ü', '日本']) expect(names).toContain(letter);
  });
});
