import { parseDatetime } from '../interface/datetime.js';
import type { NormalizedObject } from '../interface/normalize.js';
import { booleanText, textOf, type LoadableResource } from '../mirror/loadable-resource.js';
import { INVOICE_FIELDS } from './invoice.fields.js';

/** How invoices are loaded. */
export const INVOICES: LoadableResource = {
  name: 'invoices',
  key: ['invoiceId'],
  fields: INVOICE_FIELDS,
  toMirror({ customerId, ...invoice }) {
    return {
      values: [
        String(customerId),
        sortKey(invoice),
        booleanText(true),
        (invoice['pdfUrl'] as string | undefined) ?? null,
      ],
      document: JSON.stringify(invoice),
    };
  },
};

/** Date, then id: read backwards it is "newest first" (§ Invoice Data). */
function sortKey(invoice: NormalizedObject): string {
  // Of one width, so that the order of the texts is the order of the times.
  const date = new Date(parseDatetime(textOf(invoice, 'invoiceDate'), 'UTC')?.time ?? 0);
  return `${date.toISOString()} ${textOf(invoice, 'invoiceId')}`;
}
