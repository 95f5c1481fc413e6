import type { Command } from 'commander';
import { replayCheck } from '../simulator/check/replay-check.js';
import {
  recordedRun,
  recordedTarget,
  replayIncremental,
  replayPull,
} from '../simulator/pull/replay.js';
import { Run } from '../simulator/run.js';
import type { Target } from '../simulator/target.js';
import { readRecording, type Recording } from '../simulator/wire/recording.js';
import { brokenBy, report, reportOptions, type ReportOptions } from './crs-report.js';
import { printError } from './output.js';

type Replay = (run: Run, target: Target, recording: Recording) => Promise<void>;

/** The commands that can be done again from a recording. */
const REPLAYS: Readonly<Record<string, Replay>> = {
  'crs pull': replayPull,
  'crs incremental': replayIncremental,
  'crs check': replayCheck,
};

/** `crs replay`: the checks of a recorded run again, without the system it was made of. */
export function crsReplayCommand(crs: Command): void {
  const command = crs
    .command('replay <file>')
    .description('Do a recorded run again, offline: the same requests get the recorded answers');
  reportOptions(command).action(replay);
}

async function replay(path: string, options: ReportOptions) {
  const read = await open(path).catch((error: unknown) => {
    printError(error);
    process.exitCode = 2;
  });
  if (!read) return;
  const { run, again, recording } = read;
  const broken = await brokenBy(() => again(run, recordedTarget(recording, run), recording));
  await report(run.result(broken), options);
}

async function open(path: string) {
  const recording = await readRecording(path);
  const { command, system } = recordedRun(recording);
  const again = REPLAYS[command];
  if (!again) throw new Error(`A recording of ${command} cannot be replayed`);
  return { recording, again, run: new Run(command, system) };
}
