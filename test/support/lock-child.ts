import { appendFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { withLock } from '../../src/database/embedded/lock.js';

// Takes a lock again and again, and writes down when it comes and goes; "forever" keeps it.
const [, , folder = '', log = '', times = ''] = process.argv;
for (let time = 0; time < (Number(times) || 1); time += 1)
  await withLock(folder, async () => {
    appendFileSync(log, `in ${process.pid}\n`);
    await turn();
    if (times === 'forever') {
      process.stdout.write('held\n');
      await new Promise((resolve) => setInterval(resolve, 2 ** 30));
    }
    appendFileSync(log, `out ${process.pid}\n`);
  });
