// SIGHUP: the terminal was closed.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type StopSignal = (typeof SIGNALS)[number];

/**
 * The signal by which the process is told to end; from this call on it no longer ends the process by
 * itself. Further ones are ignored: npm passes on a Ctrl-C that the terminal has sent as well.
 */
export function stopSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(signal));
  });
}
