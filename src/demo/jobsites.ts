import { customerIdOf } from './customers.js';
import { CITIES, type City } from './data/cities.js';
import { FIRST_NAMES, LAST_NAMES } from './data/people.js';
import { SITE_PLACES, SITE_WORKS, STREETS } from './data/sites.js';
import { phoneOf } from './people.js';
import { Random } from './random.js';
import type { World } from './world.js';

const CLOSED_EVERY = 37;
const OWNER_SKEW = 2.2;

/** The id of a jobsite. */
export function jobsiteIdOf(index: number): string {
  return String(500_001 + index);
}

/** The customer of a jobsite: everyone gets one, then the first ones get most of the rest. */
export function ownerOf(world: World, index: number): number {
  if (index < world.customers) return index;
  const random = new Random(world.seed, 'jobsiteOwner', index);
  return Math.floor(world.customers * random.fraction() ** OWNER_SKEW);
}

/** True when work at the jobsite has ended. A customer's first jobsite stays open. */
export function isClosed(world: World, index: number): boolean {
  return index >= world.customers && index % CLOSED_EVERY === CLOSED_EVERY - 1;
}

/** The town of a jobsite. */
export function cityOf(world: World, index: number): City {
  return new Random(world.seed, 'jobsite', index).pick(CITIES);
}

/** The lines of the jobsites; `onRent` has the number of machines out on each of them. */
export function* jobsiteLines(world: World, onRent: Uint32Array) {
  for (let index = 0; index < world.jobsites; index += 1) {
    yield jobsiteLine(world, index, onRent[index] ?? 0);
  }
}

function jobsiteLine(world: World, index: number, onRent: number) {
  const random = new Random(world.seed, 'jobsite', index);
  const city = random.pick(CITIES);
  return {
    jobsiteId: jobsiteIdOf(index),
    assetCount: random.sometimes(0.06, () => onRent),
    name: `${random.pick(SITE_PLACES)} ${random.pick(SITE_WORKS)}`,
    customerId: customerIdOf(world, ownerOf(world, index)),
    ...addressOf(random, city),
    ...managerOf(random, city),
    active: isClosed(world, index) ? false : random.sometimes(0.1, () => true),
  };
}

function addressOf(random: Random, city: City) {
  if (random.chance(0.03)) return { city: city.name, state: city.state };
  return {
    address1: `${random.int(1, 9999)} ${random.pick(STREETS)}`,
    address2: random.sometimes(0.15, () => `Gate ${random.int(1, 12)}`),
    city: city.name,
    state: city.state,
    postalcode: postalcodeOf(random, city),
    country: city.country,
    latitude: near(random, city.latitude),
    longitude: near(random, city.longitude),
  };
}

function managerOf(random: Random, city: City) {
  if (random.chance(0.1)) return {};
  return {
    firstName: random.pick(FIRST_NAMES),
    lastName: random.pick(LAST_NAMES),
    phoneNumber: phoneOf(random, city),
  };
}

function postalcodeOf(random: Random, city: City): string {
  if (city.country === 'USA') return `${city.postal}${random.digits(2)}`;
  return `${city.postal} ${random.digits(1)}${random.pick(['A', 'B', 'E', 'K', 'T'])}${random.digits(1)}`;
}

function near(random: Random, degrees: number): string {
  return (degrees + (random.fraction() - 0.5) / 4).toFixed(6);
}
