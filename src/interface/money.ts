import { double, integer, object, text, type Field, type ObjectField } from './field.js';

const currency = text('currency', 'Currency', { sample: 'USD' });

function period(name: string, label: string, amount: Field, required: boolean): ObjectField {
  const display = text('display', `Display ${label} amount`, {
    sample: '100.00',
    ...(amount.type === 'integer' && { fallback: { exactOf: 'amount' } }),
  });
  return object(name, `${label} rate`, [amount, currency, display], { required });
}

/** The daily, monthly and weekly rate of a contract's asset: Integer amounts. */
export const contractRates: readonly Field[] = ['daily', 'monthly', 'weekly'].map((name) =>
  period(name, name, integer('amount', `${name} amount`, { rounded: true, sample: 100 }), false),
);

/** The daily, monthly and weekly rate of an invoice's asset: Double amounts. */
export const invoiceRates: readonly Field[] = ['daily', 'monthly', 'weekly'].map((name) =>
  period(
    name,
    name,
    // The interface's own table spells it so, for the daily rate.
    double('amount', `${name} amount`, { aliases: ['amout'], sample: 100 }),
    false,
  ),
);

/** The daily, monthly and weekly rate of a catalog group: Double amounts, all three required. */
export const catalogRates: readonly Field[] = ['daily', 'monthly', 'weekly'].map((name) =>
  period(name, name, double('amount', `${name} amount`, { sample: 10 }), true),
);

/** The same for a customer's own rate, where an amount must be told. */
export const customerRates: readonly Field[] = ['daily', 'monthly', 'weekly'].map((name) =>
  period(name, name, double('amount', `${name} amount`, { sample: 10, required: true }), true),
);

/** The members of one fee or tax. */
export function charges(kind: string, sample: string): readonly Field[] {
  return [
    text('name', `${kind} name`, { required: true, sample }),
    double('total', `${kind} total amount`, { required: true, sample: 25 }),
  ];
}
