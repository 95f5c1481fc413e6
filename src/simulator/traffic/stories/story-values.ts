import type { CrsSide } from '../../serve/crs-side.js';
import type { Subject } from '../subject.js';
import type { Values } from './fill.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the names in a story's messages stand for at this moment. @param start when it began, in ms */
export function storyValues(subject: Subject, side: CrsSide, crsId: string, start: number): Values {
  const known = side.requests.get(crsId);
  const at = (time: number) => new Date(time).toISOString();
  return {
    ...subject,
    crsId,
    dealerId: known?.dealerId ?? side.chains.get(crsId)?.dealerId ?? null,
    status: known?.state.status ?? 'submitted',
    history: known?.updates ?? [],
    user: 'john.customer@customerxyz.com',
    userName: 'John Customer',
    now: at(Date.now()),
    // The same in all messages of a story.
    start: at(start),
    before: at(start - MINUTE),
    before2: at(start - 2 * MINUTE),
    soon: at(start + 3 * DAY),
    later: at(start + 30 * DAY),
    startDay: day(start + 3 * DAY),
    endDay: day(start + 4 * DAY),
  };
}

/** As the forms write it: 01/22/2023. */
function day(time: number): string {
  const [year, month, date] = new Date(time).toISOString().slice(0, 10).split('-');
  return `${month}/${date}/${year}`;
}
