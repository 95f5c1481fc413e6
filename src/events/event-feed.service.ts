import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { resolveDealer } from '../auth/dealer-access.js';
import { AppError } from '../errors.js';
import { Stopping } from '../http/load/stopping.js';
import { EventWatch } from './event-watch.js';
import type { EventRecord } from './event.js';
import { EventStore } from './event.store.js';
import type { EventsQuery } from './events.dto.js';

/** Some of the feed. */
export interface FeedPart {
  /** In their order, without gaps. */
  readonly items: readonly EventRecord[];
  /** To be given as `after` the next time. */
  readonly next: number;
}

/** A dealer's event feed, for the dealer's own systems. */
@Injectable()
export class EventFeedService {
  constructor(
    private readonly store: EventStore,
    private readonly watch: EventWatch,
    private readonly stopping: Stopping,
  ) {}

  /**
   * The events after a sequence. Where there are none, waits for one as long as the query says.
   * The end of the server ends the waiting.
   * @param gone ends it too: nobody will read the answer
   * @throws AppError `dealer-required`, `dealer-not-allowed`; `invalid-parameter` for a sequence that
   *   the feed does not have yet
   */
  async read(caller: Caller, query: EventsQuery, gone: AbortSignal): Promise<FeedPart> {
    const dealerCode = resolveDealer(caller, query.dealer);
    const { after, limit, wait } = query;
    let items = await this.store.after(dealerCode, after, limit);
    if (items.length === 0) {
      await this.#mustHave(dealerCode, after);
      if (wait > 0) {
        const over = AbortSignal.any([gone, this.stopping.closing]);
        await this.watch.wait({ dealerCode, after, milliseconds: wait * 1000, gone: over });
        items = gone.aborted ? [] : await this.store.after(dealerCode, after, limit);
      }
    }
    return { items, next: items.at(-1)?.sequence ?? after };
  }

  // After a backup was restored, say: who went on from there would not be told what happens now.
  async #mustHave(dealerCode: string, sequence: number): Promise<void> {
    const end = (await this.store.ends([dealerCode])).get(dealerCode) ?? 0;
    if (sequence <= end) return;
    const reason = `must not be after the end of the feed, ${end}`;
    throw new AppError('invalid-parameter', `after ${reason}`, {
      parameters: [{ name: 'after', reason }],
    });
  }
}
