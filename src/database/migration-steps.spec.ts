import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { migrationNames, PRISMA_FOLDER } from './migration-files.js';

/** The migrations of the first release: nothing older than them runs anywhere. */
const FIRST_RELEASE = '20261121115228_records';

/**
 * What the release before cannot live with, while its servers still run beside new ones, or when
 * somebody goes back to it. It takes two releases: one that no longer uses a thing, the next that takes
 * it away, with `-- unused since <release>` in the line before.
 */
const BREAKING =
  /^(?!--).*\b(DROP\s+(TABLE|COLUMN|CONSTRAINT|VIEW|FUNCTION)|RENAME\b|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE|ADD\s+COLUMN\s+(?!.*\bDEFAULT\b).*NOT\s+NULL)/i;

/** The lines of a migration that need a release between. */
function breakingLines(script: string): string[] {
  const lines = script.split('\n');
  return lines.filter(
    (line, index) => BREAKING.test(line) && !/^-- unused since \S+/.test(lines[index - 1] ?? ''),
  );
}

it('migrations let the release before run on', async () => {
  const newer = (await migrationNames(PRISMA_FOLDER)).filter((name) => name > FIRST_RELEASE);
  for (const name of newer) {
    const script = await readFile(`${PRISMA_FOLDER}/migrations/${name}/migration.sql`, 'utf8');
    expect({ name, breaking: breakingLines(script) }).toEqual({ name, breaking: [] });
  }
});

it.each([
  'ALTER TABLE "message" DROP COLUMN "body";',
  'DROP TABLE "message";',
  'ALTER TABLE "message" RENAME TO "submission";',
  'ALTER TABLE "message" RENAME COLUMN "body" TO "text";',
  'ALTER TABLE "message" ALTER COLUMN "body" SET NOT NULL;',
  'ALTER TABLE "message" ALTER COLUMN "priority" SET DATA TYPE BIGINT;',
  'ALTER TABLE "message" ADD COLUMN "lane" TEXT NOT NULL;',
])('%s is told', (line) => {
  expect(breakingLines(line)).toEqual([line]);
  expect(breakingLines(`-- unused since 1.4.0\n${line}`)).toEqual([]);
});

it.each([
  'CREATE TABLE "note" ("text" TEXT NOT NULL);',
  'ALTER TABLE "message" ADD COLUMN "lane" TEXT;',
  'ALTER TABLE "message" ADD COLUMN "lane" TEXT NOT NULL DEFAULT \'\';',
  'DROP INDEX "message_state_idx";',
  '-- DROP TABLE "message";',
])('%s is no obstacle', (line) => {
  expect(breakingLines(line)).toEqual([]);
});
