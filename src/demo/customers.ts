import { FIRM_FORMS, FIRM_PLACES, FIRM_TRADES, WHOLE_FIRM_NAMES } from './data/firms.js';
import { LAST_NAMES } from './data/people.js';
import { Random } from './random.js';
import type { World } from './world.js';

/** A prime below 10 million: steps of another prime reach every number before one comes again. */
const NUMBERS = 9_999_991;
const STEP = 1_234_577;
const WHOLE_NAME_EVERY = 20;

/** The dealer customer number: eight digits, scattered, with at least one leading zero. */
export function customerIdOf(world: World, index: number): string {
  const number = ((index % NUMBERS) * STEP + (world.seed % NUMBERS) + 123_456) % NUMBERS;
  return String(number).padStart(8, '0');
}

/** The lines of the customers. */
export function* customerLines(world: World) {
  for (let index = 0; index < world.customers; index += 1) {
    yield { customerId: customerIdOf(world, index), customerName: customerNameOf(world, index) };
  }
}

function customerNameOf(world: World, index: number): string {
  const random = new Random(world.seed, 'customer', index);
  if (index % WHOLE_NAME_EVERY === 3) {
    const turn = Math.floor(index / WHOLE_NAME_EVERY);
    return WHOLE_FIRM_NAMES[turn % WHOLE_FIRM_NAMES.length] ?? random.pick(WHOLE_FIRM_NAMES);
  }
  const first = random.chance(0.4) ? random.pick(FIRM_PLACES) : random.pick(LAST_NAMES);
  const partner = random.chance(0.15) ? ` & ${random.pick(LAST_NAMES)}` : '';
  return `${first}${partner} ${random.pick(FIRM_TRADES)}${random.pick(FIRM_FORMS)}`;
}
