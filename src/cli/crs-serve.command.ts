import { InvalidArgumentError, type Command } from 'commander';
import { parseFault } from '../simulator/serve/fault-settings.js';
import type { Fault } from '../simulator/serve/faults.js';
import { portNumber, secondsGiven } from './numbers.js';
import { reportOptions } from './crs-report.js';
import type { ServeOptions } from './crs-serve.js';

/** `crs serve`: CRS's own side. */
export function crsServeCommand(crs: Command): void {
  const command = crs
    .command('serve')
    .description("Play CRS: take a dealer's messages, check them, and make faults on demand")
    .option('--port <port>', 'where to listen; 0 for any', portNumber, 9400)
    .option('--host <address>', 'address to listen on; 0.0.0.0 for all', '127.0.0.1')
    .option('--cert <file>', 'certificate chain in PEM, for https; with --key')
    .option('--key <file>', 'private key in PEM')
    .option('--client-id <id>', "the dealer's client id at CRS", 'dealer')
    .option('--secret-file <file>', 'file with its secret; made and shown when left out')
    .option('--token-lifetime <seconds>', 'how long tokens count', secondsGiven, 3600)
    .option('--dealer <code>', 'the only dealer of the client; others are refused')
    .option('--fault <fault>', 'such as status=503,next=3,type=invoice; repeatable', faults)
    .option('--strict', 'requests and chains of CRS are unknown if they were not sent from here')
    .option('--for <seconds>', 'end by itself after this time', secondsGiven)
    .option('--record <file>', 'record every exchange; compressed if it ends in .gz')
    .option('--dealer-url <url>', "the dealer's API, to tell it what could not be applied")
    .option('--dealer-token-url <url>', 'where it gives access tokens')
    .option('--dealer-client-id <id>', "CRS's client id there; the secret: CRS_CLIENT_SECRET")
    .option('--dealer-secret-file <file>', 'file with the client secret; - for standard input');
  reportOptions(command).action(async (options: ServeOptions) => {
    const { serve } = await import('./crs-serve.js');
    await serve(options);
  });
}

function faults(text: string, before: Fault[] = []): Fault[] {
  try {
    return [...before, parseFault(text)];
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}
