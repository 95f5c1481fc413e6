import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { parseSync } from '@swc/core';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

interface Expression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .filter((file) => !file.startsWith('generated'))
  .map((file) => ({ file, text: readFileSync(join(SOURCE, file), 'utf8') }));

/** Every regular expression that stands in the source. */
function expressions(): Expression[] {
  const found: Expression[] = [];
  for (const { file, text } of files) {
    const walk = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, pattern, flags } = node as Record<string, unknown>;
      if (type === 'RegExpLiteral')
        found.push({ file, pattern: String(pattern), flags: String(flags) });
      for (const child of Object.values(node)) walk(child);
    };
    walk(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' }));
  }
  return found;
}

// Longer than any text that one of them is asked about unbounded: names, ids, headers, times.
const LENGTH = 20_000;

/** Texts that an expression nearly matches, made of what it is made of, and that fail in the end. */
function attacks(pattern: string): string[] {
  const classes = ['a', '0', ' ', '-', '.', 'A', '\t', '/', ',', '"', '=', 'a ', '0.', 'a-', 'é'];
  const own = pattern
    .replaceAll(/\\[a-zA-Z]|[\\^$()[\]{}|?*+]/g, '')
    .split('')
    .slice(0, 12);
  const seeds = [...new Set([...classes, ...own, own.slice(0, 3).join('')])].filter(
    (seed) => seed !== '',
  );
  return seeds.flatMap((seed) => {
    const long = seed.repeat(Math.ceil(LENGTH / seed.length));
    return [`${long}\u0001`, `${own[0] ?? ''}${long}\n!`];
  });
}

it('no regular expression takes long for a long text of what it is made of', () => {
  // That one reads the name of a thread, which the system gives.
  const all = expressions().filter(({ file }) => !file.endsWith('preparation.worker.ts'));
  expect(all.length).toBeGreaterThan(80);
  const slow = all.flatMap(({ file, pattern, flags }) =>
    attacks(pattern)
      .map((text) => {
        const expression = new RegExp(pattern, flags);
        const begun = performance.now();
        expression.test(text);
        return { file, pattern, text: text.slice(0, 8), took: performance.now() - begun };
      })
      .filter(({ took }) => took > 150),
  );
  expect(slow).toEqual([]);
});

it('no program is run by a shell, and code is made of declarations only', () => {
  const dangers =
    /\beval\(|\bnew Function\(|\bexecSync\(|\bexec\(['"`]|shell: true|\$(query|execute)RawUnsafe\(/;
  const found = files.filter(({ text }) => dangers.test(text)).map(({ file }) => file);
  expect(found).toEqual(['interface/normalize.ts']);
});

it('chance that can be foreseen decides about waiting only', () => {
  const found = files.filter(({ text }) => text.includes('Math.random')).map(({ file }) => file);
  expect(found.toSorted()).toEqual([
    'http/load/overloaded.ts',
    'queue/backoff.ts',
    'webhooks/retry-schedule.ts',
  ]);
});

/** These look at certificates and send nothing of value; the simulator does when it is told to. */
const EXAMINERS = [
  'doctor/certificate.ts',
  'doctor/own-address.ts',
  'http/health/probe.ts',
  'outbox/connection/check/host-check.ts',
  'simulator/check/tls-connection.ts',
  'simulator/wire/http-wire.ts',
];

it('certificates are checked by all that send a secret', () => {
  const found = files.filter(({ text }) => /rejectUnauthorized|NODE_TLS_REJECT/.test(text));
  expect(found.map(({ file }) => file).toSorted()).toEqual(EXAMINERS);
  for (const { file, text } of found.filter((one) => !one.file.startsWith('simulator/wire')))
    expect({ file, sends: /bearer|secret|authorization\b:/i.test(text) }).toEqual({
      file,
      sends: false,
    });
});
