import type { Command } from 'commander';
import { stopSignal } from '../stop-signal.js';
import { printError, printJson, printLine } from './output.js';
import { exitStatus, InterruptedError } from './services.js';

/** What the command ends with when it could not look at all. */
const COULD_NOT_RUN = 2;

interface Options {
  readonly dealer?: string;
  readonly json?: boolean;
}

/** `doctor`: what is wrong with an installation, and what to do about it. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Check configuration, database, keys, clock, TLS, CRS and loads; changes nothing')
    .option('--dealer <code>', 'look at this dealer only, of all')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nEnds with 0, also with warnings; 1: something fails; 2: it could not run.',
    )
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : COULD_NOT_RUN))
    .action(doctor);
}

async function doctor({ dealer, json }: Options): Promise<void> {
  const interruption = new AbortController();
  void stopSignal().then((signal) => interruption.abort(new InterruptedError(signal)));
  try {
    // Loaded only now: help and refusals do without.
    const { examine } = await import('../doctor/doctor.js');
    const { reportLines } = await import('../doctor/report-lines.js');
    const report = await examine({ dealer, interrupted: interruption.signal });
    if (json) printJson(report);
    else for (const line of reportLines(report)) printLine(line);
    if (report.result === 'failure') process.exitCode = 1;
  } catch (error) {
    printError(error);
    process.exitCode = error instanceof InterruptedError ? exitStatus(error) : COULD_NOT_RUN;
  }
}
