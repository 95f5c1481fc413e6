import { placeOf } from '../answers/read-answer.js';
import type { Place } from '../findings.js';
import { DOCUMENT } from '../rules/documents.rules.js';
import type { Exchange } from '../wire/exchange.js';
import type { Puller } from './puller.js';

/** A reader of PDF looks for it so far into the file. */
const HEAD = 1024;

/** A host that gave no answer so often in a row is not asked any more. */
const MOST_SILENCES = 10;

/** Fetches the PDFs that contracts and invoices name (§ PDF Document Support), each once. */
export class Documents {
  readonly #fetched = new Set<string>();
  readonly #silences = new Map<string, number>();

  constructor(private readonly puller: Puller) {}

  /** @param place where the address was named */
  async fetch(address: string, place: Place): Promise<void> {
    const { run, target, options } = this.puller;
    if (this.#fetched.has(address)) return;
    const url = URL.parse(address);
    const isWeb = url !== null && /^https?:$/.test(url.protocol);
    if (!run.findings.expect(DOCUMENT.url, isWeb ? undefined : address, place) || !url) return;
    if (new URL(target.settings.url).protocol === 'https:')
      run.findings.expect(
        DOCUMENT.encrypted,
        url.protocol === 'https:' ? undefined : address,
        place,
      );
    if (this.#fetched.size >= (options.documents ?? Infinity)) return;
    this.#fetched.add(address);
    const silences = this.#silences.get(url.origin) ?? 0;
    if (silences >= MOST_SILENCES) return run.count('documents not asked for');
    const exchange = await this.#get(url);
    this.#silences.set(url.origin, exchange.status === undefined ? silences + 1 : 0);
    this.#check(exchange);
  }

  /** The token is shown first to the dealer's API alone; to another host only when it asks for one. */
  async #get(url: URL): Promise<Exchange> {
    const isOwn = new URL(this.puller.target.settings.url).origin === url.origin;
    const first = await this.#send(url, isOwn);
    return first.status === 401 || first.status === 403 ? this.#send(url, !isOwn) : first;
  }

  #send(url: URL, authorized: boolean): Promise<Exchange> {
    const { target } = this.puller;
    return this.puller.send('document', async () =>
      target.wire.send({
        method: 'GET',
        url: url.href,
        headers: { accept: 'application/pdf, */*' },
        purpose: 'document',
        ...(authorized && { token: await target.token() }),
      }),
    );
  }

  #check(exchange: Exchange): void {
    const { run } = this.puller;
    const { status, error, headers, body } = exchange;
    const place = placeOf(exchange);
    const answered = status === undefined ? error : `answered ${status}`;
    const refused = status === 200 ? error : answered;
    if (!run.findings.expect(DOCUMENT.fetched, refused, place)) return;
    this.puller.count('documents', 1);
    const head = body.slice(0, HEAD);
    const isPdf = head.includes('%PDF-');
    run.findings.expect(DOCUMENT.content, isPdf ? undefined : head.slice(0, 100), place);
    const type = headers['content-type'] ?? 'nothing';
    const isTyped = !isPdf || /^application\/pdf\b/i.test(type);
    run.findings.expect(DOCUMENT.type, isTyped ? undefined : type, place);
  }
}
