import { double, integer, object, text, type Field, type ObjectField } from './field.js';

const currency = text('currency', 'Currency', { sample: 'USD' });

/** The periods of a rate, in the interface's order, with its samples. */
const PERIODS = ['daily', 'monthly', 'weekly'] as const;
type Samples = Readonly<Record<(typeof PERIODS)[number], number>>;

function rates(
  samples: Samples,
  required: boolean,
  amountOf: (description: string, sample: number) => Field,
): readonly ObjectField[] {
  return PERIODS.map((name) => {
    const amount = amountOf(`${name} amount`, samples[name]);
    const display = text('display', `Display ${name} amount`, {
      sample: samples[name].toFixed(2),
      ...(amount.type === 'integer' && { fallback: { exactOf: 'amount' } }),
    });
    return object(name, `${name} rate`, [amount, currency, display], { required });
  });
}

/** The daily, monthly and weekly rate of a contract's asset: Integer amounts. */
export const contractRates: readonly Field[] = rates(
  { daily: 100, monthly: 200, weekly: 150 },
  false,
  (description, sample) => integer('amount', description, { rounded: true, sample }),
);

/** The daily, monthly and weekly rate of an invoice's asset: Double amounts. */
export const invoiceRates: readonly Field[] = rates(
  { daily: 100, monthly: 2000, weekly: 500 },
  false,
  // The interface's own table spells it so, for the daily rate.
  (description, sample) => double('amount', description, { aliases: ['amout'], sample }),
);

const CATALOG_SAMPLES: Samples = { daily: 10, monthly: 200, weekly: 50 };

/** The daily, monthly and weekly rate of a catalog group: Double amounts, all three required. */
export const catalogRates: readonly Field[] = rates(CATALOG_SAMPLES, true, (description, sample) =>
  double('amount', description, { sample }),
);

/** The same for a customer's own rate, where an amount must be told. */
export const customerRates: readonly Field[] = rates(CATALOG_SAMPLES, true, (description, sample) =>
  double('amount', description, { sample, required: true }),
);

/** The members of one fee or tax. */
export function charges(kind: string, name: string, total: number): readonly Field[] {
  return [
    text('name', `${kind} name`, { required: true, sample: name }),
    double('total', `${kind} total amount`, { required: true, sample: total }),
  ];
}
