/** Money is counted in whole cents, so that totals add up to the cent. */
export type Cents = number;

/** The currencies that the demo data uses. */
export type Currency = 'USD' | 'CAD';

/** An amount as the interface prints it in a rate. */
export interface Amount {
  amount: number;
  currency: Currency;
  display: string;
}

/** What an item costs per day, per week and per four weeks. */
export interface RateCents {
  daily: Cents;
  weekly: Cents;
  monthly: Cents;
}

/** The number to print for an amount: at most two decimals. */
export function toNumber(cents: Cents): number {
  return cents / 100;
}

/** The text to print for an amount: always two decimals. */
export function toText(cents: Cents): string {
  return toNumber(cents).toFixed(2);
}

/** An amount with its currency and text. */
export function toAmount(cents: Cents, currency: Currency): Amount {
  return { amount: toNumber(cents), currency, display: toText(cents) };
}

/** The three amounts of a rate. */
export function toAmounts(rate: RateCents, currency: Currency) {
  return {
    daily: toAmount(rate.daily, currency),
    weekly: toAmount(rate.weekly, currency),
    monthly: toAmount(rate.monthly, currency),
  };
}

/** The same rate times a factor, each amount rounded to `unit` cents. */
export function scaleRate(rate: RateCents, factor: number, unit: Cents = 1): RateCents {
  const scaled = (cents: Cents): Cents => Math.round((cents * factor) / unit) * unit;
  return {
    daily: scaled(rate.daily),
    weekly: scaled(rate.weekly),
    monthly: scaled(rate.monthly),
  };
}

/** Rental of some days: full four weeks, then weeks, then days, never dearer than the next step. */
export function rentalOf(rate: RateCents, days: number): Cents {
  const restOfMonth = days % 28;
  const week = Math.min((restOfMonth % 7) * rate.daily, rate.weekly);
  const month = Math.min(Math.floor(restOfMonth / 7) * rate.weekly + week, rate.monthly);
  return Math.floor(days / 28) * rate.monthly + month;
}
