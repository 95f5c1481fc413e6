import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);
const [rules = '', rulings = ''] = read('docs/interface.md').split('\n## Rulings\n');

/** The sections of the interface that the server is written by. */
const SECTIONS = [
  'Field Types and Definitions',
  'Error Architecture',
  'Security / Authentication considerations',
  'Currency and Regional Considerations',
  'Contract/Asset Data',
  'Jobsite Data',
  'Catalog Data',
  'Invoice Data',
  'Customer Data',
  'Dealer Location Data',
  'Incremental Data Pull',
  'Base Messaging Structure',
  'Request Integration',
  'Asset-centric Messaging Integration',
  'Release Notes',
];

/** Where the interface is unclear, or leaves a choice. */
const RULINGS = [
  'The path of the customer endpoint is blank',
  'Parameters written `Dealer`, `Since`, `tems`',
  '`customer=dcn &items=20`',
  'Too many customers, none where one is required, bad `items` or `page`',
  'A page past the end',
  'No elements',
  'No dealer is named',
  'A dealer that is unknown or not the client’s',
  '404',
  'Double with a decimal point',
  'Rates: Integer in contracts, Double in catalog and invoices',
  '`rentalRate.daily.amout`',
  'Dates without time or zone',
  'Dates that are not in the calendar',
  '`since=0000-00-00T00:00:00Z`',
  '`since` missing, without zone, or no time',
  'No contractType, invoiceFrequency, currency, model',
  'Values of invoiceFrequency',
  'contractType outside the four',
  'Optional fields without a value',
  'Text longer than its limit',
  'Only active contracts and jobsites are listed',
  'No assetCount',
  'The order of invoices',
  'The order of the other lists',
  'Incremental',
  'Never loaded',
  'Rejected rows',
  'A file that cannot be read to its end',
  'Text that cannot be stored',
  'Fields that the interface does not know',
  'White space around an identifier',
  'A message that is not valid',
  'A message’s token, dealerCode and `dealer`',
  'A message for a customer that is not known',
  'The same submittedMessageId again',
  'localId as a number',
  'base64 with white space',
  'localId and remoteId',
  'An earlier state in an update of CRS’s',
  'Which messages of a chain are known',
];

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The cells of the table rows of a Markdown text, without heads. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => /^\| .*\|$/.test(line) && !/^\| -|^\| (Rule|Where) /.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

it('names tests that exist, in the files that it names', () => {
  const rows = [...rowsOf(rules), ...rowsOf(rulings)];
  expect(rows.length).toBeGreaterThan(150);
  for (const row of rows) {
    const [link = '', test = ''] = row.slice(-2);
    const path = /\]\(\.\.\/(.+)\)$/.exec(link)?.[1] ?? '';
    const source = read(path).replaceAll(/\(\s+/g, '(');
    const exists = [`'${test}'`, `"${test}"`].some((name) => source.includes(`(${name}`));
    expect({ path, test, exists }).toEqual({ path, test, exists: true });
  }
});

it('has a rule for every section, and a test for every rule', () => {
  const sections = rules.split('\n### ').slice(1);
  expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(SECTIONS);
  for (const section of sections) {
    const rows = rowsOf(section);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(row.filter((cell) => cell !== '')).toHaveLength(3);
  }
});

it('has a row for every ruling', () => {
  const rows = rowsOf(rulings);
  expect(rows.map(([where]) => where).filter((where) => where !== '')).toEqual(RULINGS);
});
