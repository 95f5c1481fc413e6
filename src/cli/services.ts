import { printError } from './output.js';
import { stopSignal, type StopSignal } from '../stop-signal.js';
import type { Services } from './context.js';

const STATUS: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** The user has ended a command. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor(readonly signal: StopSignal) {
    super('interrupted');
  }
}

/** The status that a failed command ends with. */
export function exitStatus(error: unknown): number {
  return error instanceof InterruptedError ? STATUS[error.signal] : 1;
}

/**
 * Runs a command's work with the server's own services, and lets go of the database afterwards, also
 * when the work fails or the user interrupts it. They are loaded only now, as that takes a second
 * which help and refusals do without.
 */
export async function withServices<T>(work: (services: Services) => Promise<T>): Promise<T> {
  const interrupted = stopSignal().then((signal) => {
    throw new InterruptedError(signal);
  });
  // Heard below; while the services open nobody listens yet.
  interrupted.catch(() => undefined);
  const { openServices } = await import('./context.js');
  const services = await openServices();
  try {
    return await Promise.race([interrupted, work(services)]);
  } finally {
    // What the command did is done: that it could not tidy up must not hide it.
    await services.close().catch(printError);
  }
}
