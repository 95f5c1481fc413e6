import type { NormalizedObject } from '../interface/normalize.js';
import {
  booleanText,
  documentWithout,
  textOf,
  type LoadableResource,
} from '../mirror/loadable-resource.js';
import { INVOICE_FIELDS } from './invoice.fields.js';

/** How invoices are loaded. */
export const INVOICES: LoadableResource = {
  name: 'invoices',
  key: ['invoiceId'],
  fields: INVOICE_FIELDS,
  toMirror(invoice) {
    return {
      values: [
        textOf(invoice, 'customerId'),
        sortKey(invoice),
        booleanText(true),
        (invoice['pdfUrl'] as string | undefined) ?? null,
      ],
      document: documentWithout(invoice, 'customerId'),
    };
  },
};

/** Date, then id: read backwards it is "newest first" (§ Invoice Data). */
function sortKey(invoice: NormalizedObject): string {
  const date = textOf(invoice, 'invoiceDate');
  // Of one width, so that the order of the texts is the order of the times.
  const moment = date.includes('.') ? date : date.replace('Z', '.000Z');
  return `${moment} ${textOf(invoice, 'invoiceId')}`;
}
