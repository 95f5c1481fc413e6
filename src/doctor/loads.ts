import { RESOURCES } from '../interface/resource.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import type { LastLoad, LoadedResource, WaitingLoad } from './load-state.store.js';
import { few, span } from './wording.js';

const HOUR_S = 60 * 60;
/** A nightly load that is two hours late. */
const LATE_S = 26 * HOUR_S;
/** Two nights without one. */
const MISSING_S = 50 * HOUR_S;

const LOOK = 'See what delivers the data, and npm run cli -- loads list --dealer';

/** How old each resource of a dealer is: one outcome when all are well, else one for each that is not. */
export function freshness(dealer: string, loaded: readonly LoadedResource[]): Outcome[] {
  const own = loaded.filter((one) => one.dealer === dealer);
  if (own.length === 0) {
    const found = 'nothing was loaded yet: CRS is answered with 503';
    return [
      { ...failure(found, `Load its data: npm run cli -- import --dealer ${dealer}`), dealer },
    ];
  }
  const faults = RESOURCES.flatMap((resource) => {
    const outcome = ageOf(dealer, resource, own);
    return outcome ? [{ ...outcome, dealer, about: resource }] : [];
  });
  if (faults.length > 0) return faults;
  const oldest = Math.max(...own.map(({ age }) => age));
  return [{ ...ok(`all ${own.length} resources, the oldest ${span(oldest * 1000)} ago`), dealer }];
}

function ageOf(dealer: string, resource: string, own: readonly LoadedResource[]) {
  const found = own.find((one) => one.resource === resource);
  if (!found)
    return failure(
      'never loaded: CRS is answered with 503',
      `Load it, if only as an empty file with headers. ${LOOK} ${dealer}`,
    );
  const { age, loadedAt } = found;
  if (age <= LATE_S) return undefined;
  const text = `loaded ${span(age * 1000)} ago, at ${loadedAt.toISOString()}`;
  return (age > MISSING_S ? failure : warning)(text, `${LOOK} ${dealer}`);
}

/** Loads of a dealer that somebody must decide about. */
export function held(dealer: string, loads: readonly WaitingLoad[]): Outcome[] {
  const own = loads.filter((one) => one.dealer === dealer);
  if (own.length === 0) return [{ ...ok('none'), dealer }];
  return own.map(({ load, age, report }) => {
    const reasons = report?.reasons?.join(' ') ?? 'its report tells no reason';
    const found = `load ${load} waits for ${span(age * 1000)}: ${reasons}`;
    const todo = `npm run cli -- loads show ${load} --dealer ${dealer}, then loads confirm ${load} or loads discard ${load}`;
    return { ...warning(found, todo), dealer, about: `load ${load}` };
  });
}

const MOST_REJECTS = 0.01;

/** What became of a dealer's last load. */
export function last(dealer: string, loads: readonly LastLoad[]): Outcome[] {
  const found = loads.find((one) => one.dealer === dealer);
  if (!found) return [];
  const { load, state, error, report } = found;
  if (state === 'failed') {
    const text = `load ${load} failed: ${error ?? report?.error ?? 'it does not say why'}`;
    const todo = `npm run cli -- loads show ${load} --dealer ${dealer}; what was published before is still served.`;
    return [{ ...failure(text, todo), dealer }];
  }
  const rejects = Object.entries(report?.resources ?? {})
    .filter(([, { read, rejected }]) => rejected > read * MOST_REJECTS)
    .map(([resource, { read, rejected }]) => `${rejected} of ${read} ${resource}`);
  if (rejects.length === 0) return [{ ...ok(`load ${load} was published`), dealer }];
  const todo = `npm run cli -- rejects --dealer ${dealer} --load ${load}`;
  return [{ ...warning(`load ${load} rejected ${few(rejects, 7)}`, todo), dealer }];
}
