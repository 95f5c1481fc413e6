/** A decimal number: `units` times ten to the power of minus `scale`. */
interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

function read(source: string): Decimal {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  // `-0.5`: the sign stands before a zero.
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

function digits({ units, scale }: Decimal): { sign: string; whole: string; fraction: string } {
  const text = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return {
    sign: units < 0n ? '-' : '',
    whole: text.slice(0, text.length - scale),
    fraction: text.slice(text.length - scale).replace(/0+$/, ''),
  };
}

/** The number with a decimal point and without exponent: `5000` is `5000.0`. */
export function doubleText(source: string): string {
  const { sign, whole, fraction } = digits(read(source));
  return `${sign}${whole}.${fraction || '0'}`;
}

export function isWhole(source: string): boolean {
  return digits(read(source)).fraction === '';
}

/** Rounded to a whole number, half up. */
export function roundedText(source: string): string {
  const { units, scale } = read(source);
  const unit = 10n ** BigInt(scale);
  const doubled = 2n * units + unit;
  const quotient = doubled / (2n * unit);
  const isBelow = doubled < 0n && doubled % (2n * unit) !== 0n;
  return (isBelow ? quotient - 1n : quotient).toString();
}

/** The exact amount with two decimals at least: `100.5` is `100.50`. */
export function amountText(source: string): string {
  const { sign, whole, fraction } = digits(read(source));
  return `${sign}${whole}.${fraction.padEnd(2, '0')}`;
}
