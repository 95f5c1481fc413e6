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

const ASVS = read(new URL('security-asvs.md', DOCS));
const ANSWERS = ASVS.split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => line.slice(2, -2).split(' | '))
  .map(([ids = '', , here = '', tests = '']) => ({ ids: ids.trim(), here: here.trim(), tests }));

/** How many requirements of levels 1 and 2 the sections of each chapter of ASVS 5.0.0 begin with. */
const CHAPTERS = [
  [2, 9, 11, 3, 2],
  [3, 3, 4, 1],
  [0, 2, 4, 6, 5, 0, 2],
  [3, 1, 2, 4],
  [1, 3, 2, 3],
  [3, 12, 4, 4, 5, 3, 0, 4],
  [3, 4, 2, 5, 2, 2],
  [2, 3, 1, 1],
  [3, 4],
  [2, 2, 4, 11, 5, 2, 3],
  [2, 3, 3, 4, 1, 1],
  [3, 2, 4],
  [1, 5, 2, 5],
  [2, 4, 3],
  [3, 3, 7],
  [1, 5, 4, 3, 3],
  [1, 4, 2],
];

it('every requirement of OWASP ASVS of level 1 or 2 is answered once', () => {
  const asked = CHAPTERS.flatMap((sections, chapter) =>
    sections.flatMap((count, section) =>
      Array.from({ length: count }, (_none, at) => `${chapter + 1}.${section + 1}.${at + 1}`),
    ),
  );
  expect(ANSWERS.flatMap(({ ids }) => ids.split(', ')).toSorted()).toEqual(asked.toSorted());
});

it('an answer has its test, or says what stands in for one', () => {
  for (const { ids, here, tests } of ANSWERS) {
    expect({ ids, here }).toEqual({
      ids,
      here: expect.stringMatching(/^(met|not met|does not apply|by installation)\b/),
    });
    const answered = linksOf(tests).length > 0 || here.includes(': ') || here.startsWith('not');
    expect({ ids, answered }).toEqual({ ids, answered: true });
  }
});

it('what the answers name is there', () => {
  expect(linksOf(ASVS).filter(({ text, path }) => !isThere(text, path))).toEqual([]);
});
