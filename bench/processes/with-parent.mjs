import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Preloaded into every process that the bench starts: it ends when the bench is gone, however that
// ended, for then its standard input closes; and it leaves its peak memory where BENCH_PEAK says.
// Threads are given it too.
if (isMainThread) followParent();
if (isMainThread && process.env.BENCH_SAMPLES) await import('./sample-self.mjs');

function followParent() {
  process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM')).resume();
  process.stdin.unref();
  const { BENCH_PEAK } = process.env;
  if (BENCH_PEAK) process.on('exit', () => writeFileSync(BENCH_PEAK, String(peakBytes())));
}

function peakBytes() {
  try {
    // On Linux maxRSS also counts what the parent had in use when it started this process.
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
