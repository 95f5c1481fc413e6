import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generateBundle } from './generate-bundle.js';
import { type BundleOptions, BundleError } from './options.js';
import { RESOURCES } from '../interface/resource.js';
import { fileNameOf } from './file-name.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-bundle-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function options(changes: Partial<BundleOptions> = {}): BundleOptions {
  const asOf = new Date('2026-11-20T18:30:00Z');
  return { out: folder, seed: 7, customers: 5, contracts: 12, invoices: 60, asOf, ...changes };
}

async function digestOf(out: string): Promise<string> {
  const hash = createHash('sha256');
  for (const resource of RESOURCES) hash.update(await readFile(join(out, fileNameOf(resource))));
  return hash.digest('hex');
}

async function linesOf(name: string, out = folder): Promise<string[]> {
  return (await readFile(join(out, name), 'utf8')).trimEnd().split('\n');
}

interface Asset {
  assetReturnedDate?: string;
}

interface Contract {
  jobsiteId: string;
  assetDetails: Asset[];
}

interface Jobsite {
  jobsiteId: string;
  assetCount?: number;
}

function contractOf(line: string): Contract {
  return JSON.parse(line);
}

function jobsiteOf(line: string): Jobsite {
  return JSON.parse(line);
}

function hasCount(jobsite: Jobsite): boolean {
  return jobsite.assetCount !== undefined;
}

function isOut(asset: Asset): boolean {
  return asset.assetReturnedDate === undefined || asset.assetReturnedDate > '2026-11-20T18:30';
}

function isActive(contract: Contract): boolean {
  return contract.assetDetails.some(isOut);
}

describe('generating a bundle', () => {
  it('makes the folder and writes one file for each resource, and nothing else', async () => {
    const out = join(folder, 'new', 'bundle');
    await generateBundle(options({ out }));
    expect((await readdir(out)).toSorted()).toEqual(RESOURCES.map(fileNameOf).toSorted());
  });

  it('writes as many rows as asked, and says how many', async () => {
    const rows = await generateBundle(options({ jobsites: 9 }));
    expect(rows).toMatchObject({ customers: 5, jobsites: 9, contracts: 12, invoices: 60 });
    for (const resource of RESOURCES) {
      expect(await linesOf(fileNameOf(resource))).toHaveLength(rows[resource]);
    }
  });

  it('makes half as many jobsites again as contracts or customers, whichever are more', async () => {
    expect(await generateBundle(options())).toMatchObject({ jobsites: 18 });
    const many = options({ customers: 20, overwrite: true });
    expect(await generateBundle(many)).toMatchObject({ jobsites: 30 });
  });

  it('writes the same bytes for the same options, and others for another seed', async () => {
    const [first, again, other] = ['first', 'again', 'other'].map((name) => join(folder, name));
    await generateBundle(options({ out: first }));
    await generateBundle(options({ out: again }));
    await generateBundle(options({ out: other, seed: 8 }));
    expect(await digestOf(again ?? '')).toBe(await digestOf(first ?? ''));
    expect(await digestOf(other ?? '')).not.toBe(await digestOf(first ?? ''));
  });

  it('keeps the contracts when there are more of them, and the invoices likewise', async () => {
    const out = join(folder, 'more');
    await generateBundle(options({ jobsites: 18 }));
    await generateBundle(options({ out, jobsites: 18, contracts: 24, invoices: 600 }));
    const contracts = await linesOf('contracts.ndjson', out);
    expect(contracts.slice(0, 12)).toEqual(await linesOf('contracts.ndjson'));
    const invoices = await linesOf('invoices.ndjson', out);
    expect(invoices).toEqual(expect.arrayContaining(await linesOf('invoices.ndjson')));
  });

  it('counts the assets out on a jobsite where that says how many there are', async () => {
    await generateBundle(options({ contracts: 200 }));
    const active = (await linesOf('contracts.ndjson')).map(contractOf).filter(isActive);
    const stated = (await linesOf('jobsites.ndjson')).map(jobsiteOf).filter(hasCount);
    expect(stated.length).toBeGreaterThan(3);
    for (const { jobsiteId, assetCount } of stated) {
      const there = active.filter((contract) => contract.jobsiteId === jobsiteId);
      expect(assetCount).toBe(
        there.flatMap((contract) => contract.assetDetails.filter(isOut)).length,
      );
    }
  });

  it('tells of progress up to the last row of each resource', async () => {
    const last = new Map<string, number>();
    const onProgress = (resource: string, rows: number) => void last.set(resource, rows);
    expect(await generateBundle(options({ onProgress }))).toEqual(Object.fromEntries(last));
  });
});

describe('a folder that has a bundle already', () => {
  it('is refused, and its files stay as they are', async () => {
    await writeFile(join(folder, 'jobsites.ndjson'), 'mine\n');
    await expect(generateBundle(options())).rejects.toThrow(/jobsites\.ndjson already exists/);
    expect(await readdir(folder)).toEqual(['jobsites.ndjson']);
    expect(await linesOf('jobsites.ndjson')).toEqual(['mine']);
  });

  it('is replaced when overwriting is allowed', async () => {
    await writeFile(join(folder, 'jobsites.ndjson'), 'mine\n');
    await generateBundle(options({ overwrite: true }));
    expect(await linesOf('jobsites.ndjson')).toHaveLength(18);
  });

  it('is left without a trace of a bundle that could not be finished', async () => {
    const onProgress = (resource: string) => {
      if (resource === 'contracts') throw new Error('stopped');
    };
    await expect(generateBundle(options({ onProgress }))).rejects.toThrow('stopped');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('options that no bundle can satisfy', () => {
  it.each([
    [{ seed: -1 }, /^seed must be a whole number/],
    [{ customers: 1.5 }, /^customers must be a whole number/],
    [{ invoices: Number.NaN }, /^invoices must be a whole number/],
    [{ customers: 0 }, /^jobsites need at least one of customers/],
    [{ jobsites: 0 }, /^contracts need at least one of jobsites/],
    [{ contracts: 0 }, /^invoices need at least one of contracts/],
    [{ asOf: new Date('yesterday') }, /^asOf is not a date/],
  ])('%j is refused before anything is written', async (changes, message) => {
    const attempt = generateBundle(options(changes));
    await expect(attempt).rejects.toThrow(BundleError);
    await expect(attempt).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are not those of an empty bundle', async () => {
    const rows = await generateBundle(options({ customers: 0, contracts: 0, invoices: 0 }));
    expect(rows).toMatchObject({ customers: 0, rates: 0, jobsites: 0, contracts: 0, invoices: 0 });
  });

  it.each([0, 1, 2, 3, 4, 5])('are not those of one contract with invoices (%i)', async (seed) => {
    const one = options({ seed, customers: 1, contracts: 1, invoices: 3 });
    expect(await generateBundle(one)).toMatchObject({ contracts: 1, invoices: 3 });
  });
});
