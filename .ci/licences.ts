// Lists name, version and licence of all that runs in production, read as a CycloneDX document from
// standard input, and fails on a licence that nobody has agreed to: npm run licences
import { text } from 'node:stream/consumers';

interface License {
  readonly license?: { readonly id?: string; readonly name?: string };
  readonly expression?: string;
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly License[];
}

// Permissive, and good to pass on in an image together with their texts.
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

// Packages that name their licence in their texts only.
const READ_BY_HAND: Readonly<Record<string, string>> = { 'pause@0.0.1': 'MIT' };

const { components } = JSON.parse(await text(process.stdin)) as {
  readonly components: readonly Component[];
};
const rows = components.map((component) => {
  const id = `${component.name}@${component.version}`;
  return { id, licence: licenceOf(component) ?? READ_BY_HAND[id] ?? '(none)' };
});
const width = Math.max(...rows.map(({ id }) => id.length));
for (const { id, licence } of rows) process.stdout.write(`${id.padEnd(width)}  ${licence}\n`);
const refused = rows.filter(({ licence }) => !agreed(licence));
for (const { id, licence } of refused)
  process.stderr.write(`${id}: the licence ${licence} is not in the list of .ci/licences.ts\n`);
if (refused.length > 0) process.exitCode = 1;

function licenceOf({ licenses = [] }: Component): string | undefined {
  const names = licenses.map(
    ({ license, expression }) => expression ?? license?.id ?? license?.name,
  );
  return names.length > 0 ? names.join(' AND ') : undefined;
}

/** Whether an SPDX expression asks for nothing but what is allowed; parentheses are left to people. */
function agreed(expression: string): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((one) => one.split(' AND ').every((id) => ALLOWED.has(id.trim())));
}
