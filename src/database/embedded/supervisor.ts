import { setTimeout as delay } from 'node:timers/promises';

/** A loop that can be stopped. */
export interface Supervisor {
  /** Ends the loop; resolves when a step that was under way has ended. */
  stop(): Promise<void>;
}

/** Repeats a step, with a pause after each, until stopped. The step handles its own errors. */
export function supervise(step: () => Promise<void>, pauseMs: number): Supervisor {
  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await delay(pauseMs, undefined, { signal: stopping.signal, ref: false }).catch(
        () => undefined,
      );
      if (!stopping.signal.aborted) await step();
    }
  };
  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}
