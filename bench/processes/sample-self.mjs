import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Loaded into a server whose BENCH_SAMPLES names a file: appends a line of JSON to it every few seconds.

const EVERY_MS = 10_000;
// What is garbage at such a moment says nothing: the heap is looked at after a collection.
const COLLECT_EVERY = 6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
let samples = 0;

setInterval(() => {
  const collected = samples++ % COLLECT_EVERY === 0;
  const p99 = delay.percentile(99) / 1e6;
  const longest = delay.max / 1e6;
  if (collected) collect();
  delay.reset();
  const { rss, heapUsed, external } = process.memoryUsage();
  const sockets = process.getActiveResourcesInfo().filter((one) => one === 'TCPSocketWrap').length;
  const sample = {
    seconds: Math.round(process.uptime()),
    rss,
    ...(collected && { heap: heapUsed + external }),
    delayP99: p99,
    delayMax: longest,
    sockets,
  };
  appendFileSync(process.env.BENCH_SAMPLES, `${JSON.stringify(sample)}\n`);
}, EVERY_MS).unref();
