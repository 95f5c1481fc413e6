import { copyFile, stat, truncate } from 'node:fs/promises';

const MAX_BYTES = 5_000_000;

/** Keeps the server's log in bounds: its text moves to `<log>.1`, where the older text goes. */
export async function boundLog(log: string): Promise<void> {
  const size = await stat(log).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size < MAX_BYTES) return;
  // The server holds the file open, for appending: it must stay the same file.
  await copyFile(log, `${log}.1`);
  await truncate(log, 0);
}
