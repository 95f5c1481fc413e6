import type { Command } from 'commander';
import type {
  CheckReport,
  CheckStep,
  StepResult,
  StepSubject,
} from '../outbox/connection/check/check-step.js';
import { systemOf } from './crs-output.js';
import { printJson, printLine } from './output.js';
import { withServices } from './services.js';

/** `crs test`: whether a connection works, step by step. */
export function crsTestCommand(crs: Command): void {
  crs
    .command('test')
    .description('Test a connection: names, certificates, token, scope. No message is sent')
    .requiredOption('--dealer <code>', 'whose connection')
    .option('--json', 'print JSON')
    .action(test);
}

async function test({ dealer, json }: { dealer: string; json?: boolean }) {
  const report = await withServices(async ({ dealers, crs }) => {
    await dealers.get(dealer);
    return (await crs()).test(dealer);
  });
  if (json) printJson(report);
  else for (const line of reportLines(dealer, report)) printLine(line);
  if (!report.ok) process.exitCode = 1;
}

const SIGNS: Readonly<Record<StepResult, string>> = {
  ok: '✓',
  warning: '!',
  failed: '✗',
  'not-done': '–',
};

const SUBJECTS: Readonly<Record<StepSubject, string>> = {
  tokenUrl: 'token URL',
  secret: 'secret',
  nextSecret: 'new secret',
  messageUrl: 'message URL',
};

function reportLines(dealer: string, report: CheckReport): string[] {
  const works = report.ok ? 'works' : 'does not work';
  return [
    `Dealer ${dealer}, ${systemOf(report)}`,
    ...report.steps.map(stepLine),
    `The connection ${works}.`,
  ];
}

function stepLine({ about, step, result, detail, milliseconds }: CheckStep): string {
  const took = result === 'not-done' ? '' : ` (${milliseconds} ms)`;
  return `${SIGNS[result]} ${SUBJECTS[about].padEnd(11)} ${step.padEnd(5)} ${detail}${took}`;
}
