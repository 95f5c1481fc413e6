import { InvalidArgumentError, Option, type Command } from 'commander';
import { Run } from '../simulator/run.js';
import { Target, type TargetSettings } from '../simulator/target.js';
import { HttpWire } from '../simulator/wire/http-wire.js';
import { Recorder } from '../simulator/wire/recording.js';
import { brokenBy, report, reportOptions, type ReportOptions } from './crs-report.js';
import { readSecret } from './crs-secret.js';

/** How a dealer's system is reached, and where the report goes. */
export interface TargetOptions extends ReportOptions {
  readonly url: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly secretFile?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly tokenAuth?: TargetSettings['tokenAuth'];
  readonly dealer?: string;
  readonly insecure?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly record?: string;
}

/** Adds the options that say which dealer's system is looked at, and where the report goes. */
export function targetOptions(command: Command): Command {
  command
    .requiredOption('--url <url>', "the API's root, such as https://dealer.example/api/v1", address)
    .requiredOption('--token-url <url>', 'where it gives access tokens', address)
    .requiredOption('--client-id <id>', 'client id; the secret: CRS_CLIENT_SECRET or asked for')
    .option('--secret-file <file>', 'file with the client secret; - for standard input')
    .option('--scope <scopes>', 'scopes to ask for')
    .option('--audience <audience>', 'audience to ask for')
    .addOption(
      new Option('--token-auth <method>', 'how the secret is shown')
        .choices(['client_secret_basic', 'client_secret_post'])
        .default('client_secret_basic'),
    )
    .option('--dealer <code>', 'sent as dealer; not needed when the endpoint is the dealer’s own')
    .option('--insecure', 'take certificates that are not trusted; for systems under test only')
    .option('--timeout <seconds>', 'of a whole exchange', seconds, 60)
    .option(
      '--record <file>',
      'record every exchange, to be replayed; compressed if it ends in .gz',
    );
  return reportOptions(command);
}

/**
 * Does a command's work on a dealer's system: reads the secret, opens the wire and the recording,
 * shows and writes the report, and sets the exit status.
 * @param name of the command, such as `crs pull`
 * @param about more for the head of the recording: what a replay needs to do the same again
 */
export async function runOnTarget(
  name: string,
  options: TargetOptions,
  work: (run: Run, target: Target) => Promise<void>,
  about: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const run = new Run(name, options.url);
  const broken = await brokenBy(async () => {
    const clientSecret = await readSecret(options.secretFile);
    const recorder = options.record && new Recorder(options.record, headOf(run, options, about));
    const wire = new HttpWire({
      timeoutMs: options.timeout * 1000,
      insecure: options.insecure ?? false,
      ...(recorder && { record: (exchange) => recorder.record(exchange) }),
    });
    try {
      await work(run, new Target({ ...options, clientSecret }, wire, run.findings));
    } finally {
      await wire.close();
      if (recorder) await recorder.close();
    }
  });
  await report(run.result(broken), options);
}

/** Options that a replay has no use for: where files are, and how the secret is found. */
const OWN = new Set(['secretFile', 'record', 'json', 'junit', 'html', 'quiet', 'insecure']);

/** The first line of a recording; never a secret. */
function headOf(run: Run, options: TargetOptions, about: Readonly<Record<string, unknown>>) {
  const told = Object.entries(options).filter(([name]) => !OWN.has(name));
  const { startedAt } = run.result();
  return {
    command: run.command,
    system: run.system,
    startedAt,
    options: Object.fromEntries(told),
    ...about,
  };
}

function address(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('It must be an http or https URL.');
  if (url.username !== '' || url.password !== '')
    throw new InvalidArgumentError('It must have no user and password in it.');
  if (url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError('It must have no query and fragment.');
  return text;
}

function seconds(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 3600) return number;
  throw new InvalidArgumentError('It must be a number of seconds, at most 3600.');
}
