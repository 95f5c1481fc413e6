import { Injectable } from '@nestjs/common';
import { EventTransaction } from '../../events/event-transaction.js';
import { AnswerService } from '../answers/answer.service.js';
import { CallOffStore } from './call-off.store.js';
import { stateOf } from '../request.js';
import { transition } from '../../interface/message/request.state.js';
import { RequestStore } from '../request.store.js';

const BY = { createdBy: 'local:crs-dealer-api', userName: 'crs-dealer-api' };

/** Closes call-offs: "automatically closed when the contract is no longer active" (§ Call-off). */
@Injectable()
export class CallOffService {
  constructor(
    private readonly transaction: EventTransaction,
    private readonly callOffs: CallOffStore,
    private readonly requests: RequestStore,
    private readonly answers: AnswerService,
  ) {}

  /**
   * Closes a dealer's call-offs none of whose assets is on an active contract any more. One whose assets
   * were never seen on a contract stays open, and so does one that the customer canceled: the dealer
   * confirms that.
   * @returns how many were closed
   * @throws AggregateError when some could not be closed; the others are
   */
  async closeReturned(dealerCode: string): Promise<number> {
    let closed = 0;
    const errors: unknown[] = [];
    for (const requestId of await this.callOffs.returned(dealerCode))
      try {
        if (await this.#close(dealerCode, requestId)) closed++;
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw new AggregateError(errors, `${errors.length} were not closed`);
    return closed;
  }

  #close(dealerCode: string, requestId: string): Promise<boolean> {
    return this.transaction.run(async (client) => {
      const [request] = await this.requests.lock(client, dealerCode, { requestId });
      // Looked at again now that nobody else can close it, or change what it is about.
      if (!request || !(await this.callOffs.isReturned(client, dealerCode, requestId)))
        return false;
      const next = transition(stateOf(request), { side: 'dealer', status: 'closed' });
      if (next.result === 'refused') return false;
      await this.answers.give(client, request, next.state, BY);
      return true;
    });
  }
}
