import { placeOf, type Item } from '../answers/read-answer.js';
import type { Place } from '../findings.js';
import { INVOICE } from '../rules/pull.rules.js';
import { REFERENCE } from '../rules/references.rules.js';
import { checkCurrency } from './currency.js';
import { IdSet, listOf, objectOf, textOf } from './ids.js';
import { lostZeros, type Known } from './known.js';
import type { Heard, Puller } from './puller.js';
import { before, timeOf } from './times.js';

/** What is known of a customer when the invoices are pulled. */
export interface InvoicesAsked {
  readonly customer: string;
  /** Seen by earlier pulls: the pull stops at the first one. */
  readonly seen: ReadonlySet<string>;
  /** Ids of the customer's own contracts and jobsites; only the active ones are listed. */
  readonly contracts: IdSet;
  readonly jobsites: IdSet;
}

/** A PDF that an invoice names. */
export interface InvoicePdf {
  readonly url: string;
  readonly place: Place;
  /** Whether the invoice was not seen before. */
  readonly isNew: boolean;
}

/** The invoices of a customer that were not seen before. */
export interface InvoicesSeen {
  /** Newest first. */
  readonly ids: readonly string[];
  readonly pdfUrls: readonly InvoicePdf[];
  /** Whether all pages came that should. */
  readonly complete: boolean;
  /** Pages that were not needed. */
  readonly saved: number;
}

/** The invoices of one customer, newest first, one page at a time until a seen one (§ Invoice Data). */
export async function pullInvoices(
  puller: Puller,
  known: Known,
  asked: InvoicesAsked,
): Promise<InvoicesSeen> {
  const pages = new InvoicePages(puller, known, asked);
  const { complete, saved } = await puller.list({
    endpoint: 'invoice',
    parameters: { customer: asked.customer },
    what: 'invoices',
    keyOf: (item) => String(item['invoiceId']),
    onPage: (items, heard) => pages.page(items, heard),
  });
  return { ids: pages.ids, pdfUrls: pages.pdfUrls, complete, saved };
}

const PERIODS = ['daily', 'monthly', 'weekly'];

/** The pages of one customer's invoices as they come. */
class InvoicePages {
  readonly ids: string[] = [];
  readonly pdfUrls: InvoicePdf[] = [];
  #last: Item | undefined;
  #pages = 0;

  constructor(
    private readonly puller: Puller,
    private readonly known: Known,
    private readonly asked: InvoicesAsked,
  ) {}

  /** @returns whether none of them was seen before */
  page(items: readonly Item[], { exchange }: Heard): boolean {
    const { seen } = this.asked;
    const isSeen = items.map((item) => seen.has(textOf(item, 'invoiceId') ?? ''));
    const lastSeen = isSeen.lastIndexOf(true);
    const firstSeen = isSeen.indexOf(true);
    for (const [index, item] of items.entries()) {
      const place = { ...placeOf(exchange), path: `items[${index}]` };
      this.#item(item, place);
      this.#pdf(item, place, !isSeen[index]);
      if (isSeen[index]) continue;
      const isBehind = firstSeen >= 0 && index > firstSeen && index < lastSeen;
      if (seen.size > 0) this.#backdated(item, isBehind, place);
      // Beyond the last one that is remembered nothing tells what was seen.
      if (lastSeen < 0 || index < lastSeen) this.#keep(item);
    }
    this.#pages++;
    return lastSeen < 0;
  }

  #item(item: Item, place: Place & { path: string }): void {
    const { findings } = this.puller.run;
    const at = (name: string) => ({ ...place, path: `${place.path}.${name}` });
    findings.expect(INVOICE.order, this.#rises(item), at('invoiceDate'));
    this.#last = item;
    const dates = before(item, 'billedDateEnd', 'billedDateStart');
    findings.expect(INVOICE.dates, dates, at('billedDateEnd'));
    checkCurrency(findings, INVOICE.currency, item['currency'], at('currency'));
    for (const [index, asset] of listOf(item, 'assetDetails').entries())
      for (const period of PERIODS) {
        const { currency } = objectOf(objectOf(asset, 'rentalRate'), period) as {
          currency?: unknown;
        };
        const path = `assetDetails[${index}].rentalRate.${period}.currency`;
        checkCurrency(findings, INVOICE.currency, currency, at(path));
      }
    this.#owner(item, place);
    this.#references(item, place);
  }

  #rises(item: Item): string | undefined {
    if (!this.#last) return undefined;
    const [earlier, later] = [timeOf(this.#last, 'invoiceDate'), timeOf(item, 'invoiceDate')];
    if (earlier === undefined || later === undefined || later <= earlier) return undefined;
    return `${String(item['invoiceDate'])} after ${String(this.#last['invoiceDate'])}`;
  }

  #owner(item: Item, place: Place & { path: string }): void {
    const { findings } = this.puller.run;
    const { customer } = this.asked;
    const contractId = textOf(item, 'contractId') ?? '';
    const owner = this.known.contractOwners.get(contractId);
    const isOthers = typeof owner === 'string' && owner !== customer;
    const at = { ...place, path: `${place.path}.contractId` };
    const found = isOthers ? `of contract ${contractId}, which is ${owner}’s` : undefined;
    if (!findings.expect(INVOICE.filter, found, at) || this.#pages > 0) return;
    const invoiceId = textOf(item, 'invoiceId');
    if (invoiceId === undefined) return;
    const other = this.known.invoiceOwners.get(invoiceId);
    const again =
      other === undefined || other === customer ? undefined : `${invoiceId}: ${other}’s`;
    findings.expect(INVOICE.unique, again, { ...place, path: `${place.path}.invoiceId` });
    this.known.invoiceOwners.set(invoiceId, customer);
  }

  /** Only active contracts and jobsites are listed, so an unknown one says nothing by itself. */
  #references(item: Item, place: Place & { path: string }): void {
    const { findings } = this.puller.run;
    const { contracts, jobsites } = this.asked;
    const { invoicedContracts, invoicedJobsites } = this.known;
    for (const [name, among, tally] of [
      ['contractId', contracts, invoicedContracts],
      ['jobsiteId', jobsites, invoicedJobsites],
    ] as const) {
      const id = textOf(item, name);
      if (id === undefined || among.size === 0) continue;
      findings.checked(REFERENCE.zeros);
      const isNear = lostZeros(findings, id, among, { ...place, path: `${place.path}.${name}` });
      tally.add(id, isNear || among.has(id));
    }
  }

  #backdated(item: Item, isBehind: boolean, place: Place): void {
    const found = isBehind ? `${String(item['invoiceId'])} behind a seen one` : undefined;
    this.puller.run.findings.expect(INVOICE.backdated, found, place);
  }

  #keep(item: Item): void {
    const id = textOf(item, 'invoiceId');
    if (id !== undefined) this.ids.push(id);
  }

  #pdf(item: Item, place: Place & { path: string }, isNew: boolean): void {
    const url = textOf(item, 'pdfUrl');
    if (url === undefined) return;
    this.pdfUrls.push({ url, place: { ...place, path: `${place.path}.pdfUrl` }, isNew });
  }
}
