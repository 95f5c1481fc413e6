// SIGHUP: the terminal was closed.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Further signals count after this time: npm passes on a Ctrl-C that the terminal has sent as well. */
const ECHO_MS = 1_000;

export type StopSignal = (typeof SIGNALS)[number];

/**
 * The signal by which the process is told to end; from this call on it no longer ends the process by
 * itself.
 * @param again aborted by a signal that comes more than a second later: somebody will not wait.
 *   Others are ignored
 */
export function stopSignal(again?: AbortController): Promise<StopSignal> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (signal: StopSignal) => {
      first ??= Date.now();
      if (Date.now() - first > ECHO_MS) again?.abort();
      resolve(signal);
    };
    for (const signal of SIGNALS) process.on(signal, () => onSignal(signal));
  });
}
