import { Big } from 'big.js';
import { rawJSON, type RawJson } from './json.js';
import { NumberLiteral } from './number-literal.js';

// Far above any amount of money; keeps `1e999999999` from becoming a gigabyte of zeros.
const MAX_DIGITS = 40;

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/**
 * The exact value of a JSON number, or of a text in decimal notation.
 * @returns undefined when it is no number, or has more than 40 digits on a side of the point
 */
export function toDecimal(value: unknown): Big | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? new Big(value) : undefined;
  if (value instanceof NumberLiteral) return bounded(value.source);
  if (typeof value === 'string' && DECIMAL.test(value.trim())) return bounded(value.trim());
  return undefined;
}

function bounded(source: string): Big | undefined {
  const decimal = new Big(source.replace(/^\+/, '').replace(/\.$/, ''));
  return decimal.e > MAX_DIGITS || decimal.c.length - decimal.e > MAX_DIGITS ? undefined : decimal;
}

/**
 * A Double as the interface wants it: plain decimal notation with at least one digit after the
 * point, never an exponent, never another value ("please include decimal point for proper
 * conversion").
 */
export function doubleText(value: number | Big): string {
  const text = typeof value === 'number' && !needsExpansion(value) ? String(value) : plain(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A Double as a JSON value that prints as {@link doubleText}. */
export function double(value: number | Big): number | RawJson {
  // The common case: JSON.stringify already prints such a number as we would.
  if (typeof value === 'number' && !Number.isInteger(value) && !needsExpansion(value)) return value;
  if (typeof value !== 'number') return rawJSON(doubleText(value));
  // Amounts such as rates come again and again.
  let known = RECENT.get(value);
  if (known) return known;
  known = rawJSON(doubleText(value));
  if (RECENT.size >= MOST_RECENT) RECENT.clear();
  RECENT.set(value, known);
  return known;
}

const RECENT = new Map<number, RawJson>();
const MOST_RECENT = 5_000;

/** Rounds half up to a whole number, as amounts of contract rates are Integers. */
export function roundHalfUp(value: Big): Big {
  const shifted = value.plus('0.5');
  const cut = shifted.round(0, Big.roundDown);
  return shifted.lt(cut) ? cut.minus(1) : cut;
}

/**
 * The text of an amount that is no whole number, with two decimals at least: what `display` keeps
 * when an Integer amount had to be rounded. Undefined for whole numbers.
 */
export function exactDisplay(amount: unknown): string | undefined {
  const decimal = toDecimal(amount);
  if (!decimal || decimal.eq(decimal.round(0, Big.roundDown))) return undefined;
  return decimal.toFixed(Math.max(2, decimal.c.length - 1 - decimal.e));
}

/** The digits of a whole number, without exponent. */
export function integerText(value: Big): string {
  return plain(value);
}

function needsExpansion(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e21 || (size < 1e-6 && size !== 0);
}

function plain(value: number | Big): string {
  const text = new Big(value).toFixed();
  return text === '-0' ? '0' : text;
}
