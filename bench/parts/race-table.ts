import type { Standing } from '../load/race.js';
import { median, medianRatio } from '../load/statistics.js';
import { fixed, type ResultTable } from '../part.js';

/** How the entrants of a race did, against one of them. */
export function raceTable(
  title: string,
  standings: readonly Standing[],
  reference: string,
  unit = 'pages',
): ResultTable {
  const base = standings.find(({ name }) => name === reference);
  const head = ['', `${unit}/s`, 'from–to', 'ratio', 'p50 ms', 'p99 ms', 'own ms', 'PostgreSQL ms'];
  const rows = standings.map((standing) => [
    standing.name,
    fixed(median(standing.perSecond), 0),
    `${fixed(Math.min(...standing.perSecond), 0)}–${fixed(Math.max(...standing.perSecond), 0)}`,
    fixed(medianRatio(standing.perSecond, base?.perSecond ?? []), 2),
    fixed(standing.p50, 1),
    fixed(standing.p99, 1),
    fixed(standing.ownMs, 2),
    fixed(standing.postgresMs, 2),
  ]);
  return { title, head, rows };
}
