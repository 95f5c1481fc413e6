import { placeOf, type Item } from '../answers/read-answer.js';
import { CUSTOMER } from '../rules/pull.rules.js';
import { ABSENT } from '../rules/refusals.rules.js';
import type { Exchange } from '../wire/exchange.js';
import { IdSet, textOf } from './ids.js';
import { lostZeros } from './known.js';
import type { Puller } from './puller.js';

/** A number that no customer has. */
const NOBODY = 'NO-SUCH-CUSTOMER-0';

/**
 * Validates customer numbers (§ Customer Data). The interface leaves the endpoint's path blank:
 * `customer` is asked first, the API's root if that knows nobody, and the one that answered from
 * then on.
 */
export class CustomerValidation {
  #path: 'customer' | '' | undefined;

  constructor(private readonly puller: Puller) {}

  /** @returns whether the number is a customer's; undefined when it cannot be told */
  async isKnown(number: string): Promise<boolean | undefined> {
    const { puller } = this;
    const exchange = await this.#ask(number);
    if (exchange.status === 404) return false;
    const answer = puller.read('customer', exchange);
    const customer = answer?.body['customer'];
    if (typeof customer !== 'object' || customer === null) return undefined;
    puller.count('customers', 1);
    const { findings } = puller.run;
    const id = textOf(customer as Item, 'customerId');
    const place = { ...placeOf(exchange), path: 'customer.customerId' };
    if (id === undefined) return true;
    if (id === number || !lostZeros(findings, id, new IdSet([number]), place))
      findings.expect(CUSTOMER.answered, id === number ? undefined : id, place);
    return true;
  }

  /** Looks what a number that no customer has is answered with. */
  async checkNobody(): Promise<void> {
    const exchange = await this.puller.get(
      this.#path ?? 'customer',
      { customer: NOBODY },
      'customer',
    );
    const { status, body } = exchange;
    const found = status === 404 ? undefined : `answered ${status ?? 'nothing'}: ${body}`;
    this.puller.run.findings.expect(ABSENT.customer, found?.slice(0, 200), placeOf(exchange));
  }

  async #ask(number: string): Promise<Exchange> {
    const ask = (path: string) => this.puller.get(path, { customer: number }, 'customer');
    if (this.#path !== undefined) return ask(this.#path);
    const first = await ask('customer');
    if (first.status !== 404) {
      if (first.status === 200) this.#path = 'customer';
      return first;
    }
    const second = await ask('');
    if (second.status !== 200) return first;
    this.#path = '';
    return second;
  }
}
