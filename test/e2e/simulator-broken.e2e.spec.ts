import { expect, it } from '@jest/globals';
import { DEFECTS } from '../fixtures/broken-servers/defects.js';
import type { Defect } from '../fixtures/broken-servers/defect.js';
import { checkStandIn } from '../support/conformance-run.js';
import { startStandInDealer } from '../support/stand-in-dealer.js';

/** What a run over a server with a defect finds, by rule. */
async function found({ data, bend, messages }: Defect) {
  const dealer = await startStandInDealer();
  try {
    data?.(dealer.data);
    dealer.bend(bend);
    const { findings } = await checkStandIn(dealer, { messages });
    return new Map(findings.map(({ rule, occurrences }) => [rule.id, occurrences]));
  } finally {
    await dealer.close();
  }
}

it('has at least forty defects', () => {
  expect(DEFECTS.length).toBeGreaterThanOrEqual(40);
});

it('finds nothing in a server without a defect', async () => {
  expect(await found({ name: '', rule: '', messages: true })).toEqual(new Map());
});

it.each(DEFECTS.map((defect) => [defect.name, defect.rule, defect] as const))(
  '%s: %s',
  async (_name, rule, defect) => {
    const findings = await found(defect);
    expect([...findings.keys()].toSorted()).toEqual([rule, ...(defect.also ?? [])].toSorted());
  },
);
