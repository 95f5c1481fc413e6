import type { City } from './data/cities.js';
import { FIRST_NAMES, LAST_NAMES } from './data/people.js';
import type { Random } from './random.js';

/** The full name of somebody. */
export function personOf(random: Random): string {
  return `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
}

/** A number from the range that is kept free for examples (555-0100 to 555-0199). */
export function phoneOf(random: Random, city: City): string {
  return `${city.areaCode}-555-01${random.digits(2)}`;
}
