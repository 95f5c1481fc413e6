import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const DOCS = new URL('../../docs/', import.meta.url);
const read = (url: URL): string => readFileSync(url, 'utf8');

/** The rows of the threat table, and the links of each to files of this project. */
const ROWS = read(new URL('security.md', DOCS))
  .split('\n')
  .filter((line) => line.startsWith('| ') && line.includes('.spec.ts)'))
  .map((line) => ({ threat: line.split(' | ')[0] ?? '', links: linksOf(line) }));

function linksOf(markdown: string) {
  const found = markdown.matchAll(/\[([^\]]+)\]\(([^):#]+)\)/g);
  return [...found].map(([, text = '', path = '']) => ({ text: text.replaceAll('\\', ''), path }));
}

/** Whether a file is there, and the test of that title in it. */
function isThere(text: string, path: string): boolean {
  const url = new URL(path, DOCS);
  if (!existsSync(url)) return false;
  if (!path.endsWith('.spec.ts')) return true;
  const source = read(url).replaceAll(/\(\s+/g, '(');
  return ["'", '"', '`'].some((quote) => source.includes(`(${quote}${text}${quote}`));
}

it('the threat table has its rows', () => {
  expect(ROWS.length).toBeGreaterThan(30);
});

it.each(ROWS)('$threat: what the table names is there', ({ links }) => {
  expect(links.filter(({ text, path }) => !isThere(text, path))).toEqual([]);
});
