import { Injectable } from '@nestjs/common';
import { AppError } from '../errors.js';
import { checkedDealer, type Dealer, type DealerChange, type NewDealer } from './dealer.js';
import { DealerStore } from './dealer.store.js';

/** The dealers whose data the server holds. */
@Injectable()
export class DealerService {
  constructor(private readonly store: DealerStore) {}

  /** @throws AppError `invalid-parameter` naming every bad value; `already-exists` */
  async add(given: NewDealer): Promise<Dealer> {
    const dealer = checkedDealer(given);
    await this.store.add(dealer);
    return dealer;
  }

  /** @throws AppError `not-found`; `invalid-parameter` naming every bad value */
  async change(code: string, change: DealerChange): Promise<Dealer> {
    const dealer = checkedDealer({ ...(await this.get(code)), ...change, code });
    await this.store.change(dealer);
    return dealer;
  }

  /** Every dealer, by code. */
  list(): Promise<Dealer[]> {
    return this.store.list();
  }

  /** @throws AppError `not-found` */
  async get(code: string): Promise<Dealer> {
    const dealer = await this.store.find(code);
    if (!dealer) throw new AppError('not-found', `There is no dealer ${code}`);
    return dealer;
  }

  /** @throws AppError `invalid-parameter` naming the codes that are no dealer's */
  async mustExist(codes: readonly string[]): Promise<void> {
    const unknown = await this.store.unknown(codes);
    if (unknown.length === 0) return;
    const reason = `unknown dealer: ${unknown.join(', ')}`;
    throw new AppError('invalid-parameter', `There is no dealer ${unknown.join(', ')}`, {
      parameters: [{ name: 'dealers', reason }],
    });
  }
}
