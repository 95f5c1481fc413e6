import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';
import { inTransaction } from '../database/transaction.js';
import { EventSignal } from './event-signal.js';

/** Transactions that tell events: who waits for those is told as soon as they are committed. */
@Injectable()
export class EventTransaction {
  constructor(
    private readonly database: Database,
    private readonly signal: EventSignal,
  ) {}

  /** @throws what the work throws: then nothing has happened */
  async run<T>(work: (client: ClientBase) => Promise<T>): Promise<T> {
    const result = await inTransaction(this.database.pool, work);
    this.signal.wake();
    return result;
  }
}
