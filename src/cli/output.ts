import Table from 'cli-table3';

/** Prints one JSON document on standard output. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints a line for people. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a table for people; says so when there is nothing to show. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
  nothing = 'Nothing to show.',
): void {
  if (rows.length === 0) return printLine(nothing);
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map((cell) => String(cell ?? '')));
  printLine(table.toString());
}
