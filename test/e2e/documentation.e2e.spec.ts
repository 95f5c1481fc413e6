import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { VARIABLES } from '../../src/config/variables.js';

/** The pages that people read. */
const PAGES = [
  ...readdirSync('.').filter((name) => name.endsWith('.md')),
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const LINK = /\]\((?!https?:|mailto:)([^)\s]+)\)/g;

/** A heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): Set<string> {
  const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```/gms, '');
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

/** What of a page's links leads nowhere. */
function brokenLinks(page: string): string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/^```.*?^```/gms, '');
  return [...text.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : resolve(dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
    });
}

it.each(PAGES)('every link of %s leads somewhere', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});

it('every alert leads to a heading of the operations guide', () => {
  const alerts = readFileSync('docs/monitoring/alerts.yml', 'utf8');
  const named = [...alerts.matchAll(/operations\.md#([\w-]+)/g)].map(([, anchor = '']) => anchor);
  const headings = anchorsOf('docs/operations.md');
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((anchor) => !headings.has(anchor))).toEqual([]);
});

/** Variables that the command line alone reads, or Node.js itself. */
const OTHERS = new Set(['CRS_CLIENT_SECRET', 'NODE_EXTRA_CA_CERTS']);

it('every setting that a page names exists', () => {
  const known = new Set(Object.keys(VARIABLES));
  const prefixes = [...known].map((name) => name.slice(0, name.indexOf('_') + 1));
  for (const page of PAGES) {
    const named = [...readFileSync(page, 'utf8').matchAll(/`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)];
    const unknown = named
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name) && prefixes.some((one) => one && name.startsWith(one)))
      .filter((name) => !OTHERS.has(name));
    expect({ page, unknown }).toEqual({ page, unknown: [] });
  }
});
