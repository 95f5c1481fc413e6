import { expect, it } from '@jest/globals';
import { fieldCases } from '../support/interface-cases.js';
import { bundleOf, interfaceServer } from '../support/interface-dealer.js';
import { contract, invoice } from '../support/interface-factories.js';
import { isDatetime, itemFields, withValue } from '../support/interface-fields.js';
import { fullItem } from '../support/interface-rows.js';

const server = interfaceServer();

/** Loads each text as a contract's start, and tells how it is printed. */
async function printed(texts: readonly string[], timeZone = 'UTC') {
  const dealer = await server.dealer({ timeZone });
  const rows = texts.map((contractStartDate, index) =>
    contract(String(index).padStart(4, '0'), { contractStartDate }),
  );
  await dealer.load(bundleOf({ contracts: [contract('base')] }));
  await dealer.load(bundleOf({ contracts: rows }), 'delta');
  const items = await dealer.items('contract', 'customer=C1');
  const byId = new Map(items.map((item) => [item['contractId'], item['contractStartDate']]));
  return Object.fromEntries(
    texts.map((text, index) => [text, byId.get(String(index).padStart(4, '0')) ?? 'rejected']),
  );
}

/** Checks a table of texts and what is printed for them. */
async function expectPrinted(expected: Readonly<Record<string, string>>, timeZone?: string) {
  expect(await printed(Object.keys(expected), timeZone)).toEqual(expected);
}

it('prints every accepted form of a time with zone in UTC with Z', () =>
  expectPrinted({
    '2019-06-01T12:00:00Z': '2019-06-01T12:00:00Z',
    '2019-06-01t12:00:00z': '2019-06-01T12:00:00Z',
    '2019-06-01 12:00:00Z': '2019-06-01T12:00:00Z',
    '2019-06-01T12:00Z': '2019-06-01T12:00:00Z',
    '2019-08-06T12:54:32+04:00': '2019-08-06T08:54:32Z',
    '2019-08-06T12:54:32+0400': '2019-08-06T08:54:32Z',
    '2019-08-06T12:54:32+04': '2019-08-06T08:54:32Z',
    '2019-08-06T12:54:32-09:30': '2019-08-06T22:24:32Z',
    '2019-12-31T23:59:59-00:30': '2020-01-01T00:29:59Z',
    '2019-06-01T12:00:00.5Z': '2019-06-01T12:00:00.500Z',
    '2019-06-01T12:00:00,123Z': '2019-06-01T12:00:00.123Z',
    '2019-06-01T12:00:00.000Z': '2019-06-01T12:00:00Z',
    '2019-06-01T12:00:00.123456789Z': '2019-06-01T12:00:00.123Z',
    ' 2019-06-01T12:00:00Z ': '2019-06-01T12:00:00Z',
    '0001-01-01T00:00:00Z': '0001-01-01T00:00:00Z',
    '0099-12-31T23:59:59Z': '0099-12-31T23:59:59Z',
    '9999-12-31T23:59:59.999Z': '9999-12-31T23:59:59.999Z',
  }));

it('takes a date without time for noon UTC, wherever the dealer is', async () => {
  for (const timeZone of ['America/Chicago', 'Pacific/Kiritimati', 'UTC'])
    await expectPrinted(
      { '2019-06-01': '2019-06-01T12:00:00Z', '2020-02-29': '2020-02-29T12:00:00Z' },
      timeZone,
    );
});

it('takes a time without zone for the dealer’s local time, also around the change of clocks', async () => {
  await expectPrinted(
    {
      '2024-01-15T08:00:00': '2024-01-15T14:00:00Z',
      '2024-07-15 08:00': '2024-07-15T13:00:00Z',
      '2024-03-10T01:59:59': '2024-03-10T07:59:59Z',
      // There is no 02:30: the clock went on by an hour.
      '2024-03-10T02:30:00': '2024-03-10T08:30:00Z',
      '2024-03-10T03:00:00': '2024-03-10T08:00:00Z',
      // 01:30 came twice: the first is taken.
      '2024-11-03T01:30:00': '2024-11-03T06:30:00Z',
      '2024-11-03T02:00:00': '2024-11-03T08:00:00Z',
      '2024-11-03T01:30:00-06:00': '2024-11-03T07:30:00Z',
    },
    'America/Chicago',
  );
  await expectPrinted(
    {
      '2024-01-15T08:00:00': '2024-01-15T07:00:00Z',
      '2024-03-31T01:59:59.999': '2024-03-31T00:59:59.999Z',
      '2024-03-31T02:30:00': '2024-03-31T01:30:00Z',
      '2024-03-31T03:00:00': '2024-03-31T01:00:00Z',
      '2024-10-27T02:30:00': '2024-10-27T00:30:00Z',
      '2024-10-27T03:00:00': '2024-10-27T02:00:00Z',
    },
    'Europe/Berlin',
  );
});

it('knows leap days, and rejects days and times that do not exist', () =>
  expectPrinted({
    '2024-02-29T00:00:00Z': '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z': '2000-02-29T00:00:00Z',
    '2021-02-30': 'rejected',
    '2021-02-29': 'rejected',
    '1900-02-29T00:00:00Z': 'rejected',
    '2021-04-31T00:00:00Z': 'rejected',
    '2021-13-01': 'rejected',
    '2021-00-10': 'rejected',
    '2021-01-00': 'rejected',
    '0000-01-01T00:00:00Z': 'rejected',
    '0000-00-00T00:00:00Z': 'rejected',
    '2021-01-01T24:00:00Z': 'rejected',
    '2021-01-01T23:60:00Z': 'rejected',
    '2021-01-01T23:59:60Z': 'rejected',
    '2021-01-01T12:00:00+24:00': 'rejected',
    '2021-01-01T12:00:00+05:60': 'rejected',
    '0001-01-01T00:00:00+01:00': 'rejected',
    '9999-12-31T23:59:59-01:00': 'rejected',
  }));

it('rejects text that is no date in ISO 8601', () =>
  expectPrinted(
    Object.fromEntries(
      [
        '06/01/2019',
        '2019-6-1',
        '20190601',
        '2019-06',
        '2019-06-01T',
        '2019-06-01T12Z',
        '2019-06-01Z',
        '2019-06-01T12:00:00 Z',
        '2019-06-01T12:00:00 UTC',
        '+012019-06-01T12:00:00Z',
        '2019-06-01T12:00:00Z[UTC]',
        '2019-06-01T12:00:00.Z',
        '２０１９-06-01',
      ].map((text) => [text, 'rejected']),
    ),
  ));

it('reads every date field of contracts and invoices alike', async () => {
  for (const endpoint of ['contract', 'invoice'] as const) {
    const full = fullItem(endpoint);
    const cases = itemFields(endpoint)
      .filter(isDatetime)
      .flatMap(({ path }) => [
        {
          item: withValue(full, path, '2099-08-06T12:54:32+04:00'),
          expected: withValue(full, path, '2099-08-06T08:54:32Z'),
        },
        {
          item: withValue(full, path, '2099-08-06'),
          expected: withValue(full, path, '2099-08-06T12:00:00Z'),
        },
        {
          item: withValue(full, path, '2099-08-06T12:54'),
          expected: withValue(full, path, '2099-08-06T12:54:00Z'),
        },
        { item: withValue(full, path, '2021-02-30'), reject: path },
      ]);
    expect(cases.length).toBeGreaterThan(8);
    expect(await fieldCases(server, endpoint, cases)).toEqual([]);
  }
});

it('orders invoices by the moment, not by its text', async () => {
  const dealer = await server.dealer({ timeZone: 'America/Chicago' });
  const dates = {
    A: '2024-06-01T23:00:00-05:00',
    B: '2024-06-02T01:00:00+02:00',
    C: '2024-06-01',
    D: '2024-06-01T20:00',
    E: '2024-06-02T04:00:00.001Z',
    F: '0099-01-01T00:00:00Z',
  };
  const rows = Object.entries(dates).map(([id, invoiceDate]) => invoice(id, { invoiceDate }));
  await dealer.load(bundleOf({ invoices: rows }));
  const items = await dealer.items('invoice', 'customer=C1');
  expect(items.map(({ invoiceId }) => invoiceId)).toEqual(['E', 'A', 'D', 'B', 'C', 'F']);
});
