import { readFile } from 'node:fs/promises';
import { Run } from '../simulator/run.js';
import type { Fault } from '../simulator/serve/faults.js';
import { CrsSide } from '../simulator/serve/crs-side.js';
import { startCrsServer } from '../simulator/serve/start-crs-server.js';
import { Target } from '../simulator/target.js';
import { HttpWire } from '../simulator/wire/http-wire.js';
import { Recorder } from '../simulator/wire/recording.js';
import { stopSignal } from '../stop-signal.js';
import { report, type ReportOptions } from './crs-report.js';
import { readSecret } from './crs-secret.js';
import { sentLine, servedLines, serverLines } from './crs-serve-lines.js';
import { errorText, printError } from './output.js';

/** What `crs serve` is told. */
export interface ServeOptions extends ReportOptions {
  port: number;
  host: string;
  cert?: string;
  key?: string;
  clientId: string;
  secretFile?: string;
  tokenLifetime: number;
  dealer?: string;
  fault?: Fault[];
  strict?: boolean;
  for?: number;
  record?: string;
  dealerUrl?: string;
  dealerTokenUrl?: string;
  dealerClientId?: string;
  dealerSecretFile?: string;
}

/** Serves CRS's side until it is stopped, and reports. */
export async function serve(options: ServeOptions): Promise<void> {
  const run = new Run('crs serve', `messages to ${options.host}:${options.port}`);
  let broken: string | undefined;
  try {
    await serveUntilStopped(run, options);
  } catch (error) {
    printError(error);
    broken = errorText(error);
  }
  await report(run.result(broken), options);
}

async function serveUntilStopped(run: Run, options: ServeOptions): Promise<void> {
  const stopped = stopSignal();
  const wire = new HttpWire();
  const target = await targetOf(options, run, wire);
  const tls = await tlsOf(options);
  const given = options.secretFile;
  const secret = given === undefined ? undefined : await readSecret(given);
  const recorder =
    options.record && new Recorder(options.record, { command: run.command, system: run.system });
  const show = printerOf(options);
  const server = await startCrsServer({
    ...options,
    run,
    tls,
    target,
    side: new CrsSide({ adopts: !options.strict }),
    credentials: {
      clientId: options.clientId,
      ...(secret !== undefined && { clientSecret: secret }),
    },
    tokenLifetimeSeconds: options.tokenLifetime,
    faults: options.fault ?? [],
    onExchange: (exchange) => recorder && recorder.record(exchange),
    onMessage: (served) => servedLines(served).forEach(show),
    onSent: (message, sent) => show(sentLine(message, sent)),
  });
  // Whoever made no secret must see the one that was made, also when all else goes to a file.
  for (const line of serverLines(server, given === undefined)) process.stderr.write(`${line}\n`);
  try {
    await Promise.race([stopped, ended(options.for)]);
    await server.quiet();
  } finally {
    await server.close();
    await wire.close();
    if (recorder) await recorder.close();
  }
}

function ended(seconds: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (seconds !== undefined) setTimeout(resolve, seconds * 1000);
  });
}

function printerOf({ quiet, json }: ServeOptions): (line: string) => void {
  if (quiet) return () => undefined;
  const stream = json === '-' ? process.stderr : process.stdout;
  return (line) => void stream.write(`${line}\n`);
}

async function targetOf(options: ServeOptions, run: Run, wire: HttpWire) {
  const { dealerUrl: url, dealerTokenUrl: tokenUrl, dealerClientId: clientId } = options;
  const given = [url, tokenUrl, clientId].filter((one) => one !== undefined);
  if (given.length === 0) return undefined;
  if (url === undefined || tokenUrl === undefined || clientId === undefined)
    throw new Error('--dealer-url, --dealer-token-url and --dealer-client-id go together');
  const clientSecret = await readSecret(options.dealerSecretFile);
  const { dealer } = options;
  return new Target({ url, tokenUrl, clientId, clientSecret, dealer }, wire, run.findings);
}

async function tlsOf({ cert, key }: ServeOptions) {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new Error('--cert and --key go together');
  return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
}
