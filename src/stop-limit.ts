import type { GracefulStop } from './http/load/graceful-stop.js';

/** Within this time after the signal the process has ended, whatever hangs. */
const STOP_MS = 25_000;

/** Ends the process when stopping takes too long, and says what it was waiting for. */
export function limitStop(stop: Pick<GracefulStop, 'phase' | 'requests'>, limitMs = STOP_MS): void {
  setTimeout(() => {
    const left = [...new Set(process.getActiveResourcesInfo())].join(', ');
    process.stderr.write(
      `The server did not stop within ${limitMs / 1000} s and is ended now. It was waiting for ` +
        `${stop.phase}; requests under way: ${stop.requests}; still open: ${left}.\n`,
    );
    process.exit(1);
  }, limitMs).unref();
}
