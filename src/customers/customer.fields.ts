import { identifier, text, type Field } from '../interface/field.js';

/** A customer (§ Customer Data), in the order of its table. */
export const CUSTOMER_FIELDS: readonly Field[] = [
  text('customerName', 'Customer name', {
    required: true,
    maxLength: 255,
    sample: 'BRIDGER, INC',
  }),
  identifier('customerId', 'Customer number', {
    required: true,
    maxLength: 50,
    sample: '0012345',
  }),
];
