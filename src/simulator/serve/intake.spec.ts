import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EFFORT } from '../../../test/support/effort.js';
import { CrsSide } from './crs-side.js';
import { Intake } from './intake.js';

const FOLDER = new URL('../../../test/fixtures/messages/', import.meta.url);
const SAMPLES = readdirSync(FOLDER)
  .filter((name) => name.includes('-from-'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

/** The document with whatever stands at the numbered place replaced. */
function replaced(text: string, place: number, value: unknown): string {
  let at = 0;
  return JSON.stringify(JSON.parse(text), (_name, one: unknown) => (at++ === place ? value : one));
}

it('has an answer to whatever is sent, and never fails itself', () => {
  const side = new CrsSide({ adopts: true });
  const intake = new Intake(side, 'dealer', undefined);
  const take = (text: string) =>
    intake.take({ body: Buffer.from(text), contentType: 'application/json' });
  fc.assert(
    fc.property(
      fc.constantFrom(...SAMPLES),
      fc.nat({ max: 60 }),
      fc.oneof(fc.jsonValue(), fc.constantFrom('closed', 'received', '1234567', 'lead', 'quote')),
      (sample, place, value) => {
        const { status, inspection } = take(replaced(sample, place, value) ?? '');
        expect([200, 402]).toContain(status);
        if (status === 402) expect(inspection.hasErrors).toBe(true);
      },
    ),
    { numRuns: 500 * EFFORT },
  );
});

it('takes every sample of the dealer’s, in the order of the interface', () => {
  const intake = new Intake(new CrsSide({ adopts: true }), 'dealer', 'A000');
  const answers = SAMPLES.map((text) =>
    intake.take({ body: Buffer.from(text), contentType: 'application/json; charset=utf-8' }),
  );
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(1);
});
