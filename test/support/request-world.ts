import { readFileSync } from 'node:fs';
import type { Caller } from '../../src/auth/caller.js';
import { DealerService } from '../../src/auth/dealer.service.js';
import { DealerStore } from '../../src/auth/dealer.store.js';
import type { Database } from '../../src/database/database.js';
import { inTransaction } from '../../src/database/transaction.js';
import { EventSignal } from '../../src/events/event-signal.js';
import { EventStore } from '../../src/events/event.store.js';
import { FileStore } from '../../src/files/file.store.js';
import { parseJson } from '../../src/interface/lossless-json.js';
import { OutboxService } from '../../src/outbox/outbox.service.js';
import type { Handled, InboundMessage } from '../../src/queue/inbound.js';
import { QueueStore } from '../../src/queue/queue.store.js';
import { AnswerService } from '../../src/request/answers/answer.service.js';
import { CallOffClock } from '../../src/request/call-off/call-off.clock.js';
import { CallOffService } from '../../src/request/call-off/call-off.service.js';
import { CallOffStore } from '../../src/request/call-off/call-off.store.js';
import { DealerAnswerService } from '../../src/request/answers/dealer-answer.service.js';
import { DealerOpeningService } from '../../src/request/answers/dealer-opening.service.js';
import { InboundErrorService } from '../../src/request/inbound/inbound-error.service.js';
import { InboundRequestService } from '../../src/request/inbound/inbound-request.service.js';
import { InboundUpdateService } from '../../src/request/inbound/inbound-update.service.js';
import { OpeningService } from '../../src/request/inbound/opening.service.js';
import { RefusalService } from '../../src/request/inbound/refusal.service.js';
import { RequestListStore } from '../../src/request/request-list.store.js';
import { RequestPlacesStore } from '../../src/request/request-places.store.js';
import type { RequestDetails } from '../../src/request/request-details.js';
import { EventTransaction } from '../../src/events/event-transaction.js';
import { RequestStore } from '../../src/request/request.store.js';
import { RequestsService } from '../../src/request/requests.service.js';
import type { UpdateBody } from '../../src/request/requests.dto.js';
import { queuedMessage } from './queued-message.js';
import { TestMirror } from './test-mirror.js';

type Json = Record<string, unknown>;

/** A message of the interface's samples, or one like them. */
export interface Sample {
  customerNumber: string | null;
  submittedMessageId: string;
  payload: {
    request: Json;
    requestUpdate?: Json;
    requestUpdates?: Json[];
    errorCode?: string;
    errorSubmittedMessageId?: string;
  };
}

/** A sample message by the start of its file's name. */
export function sample(name: string): Sample {
  const url = new URL(`../fixtures/messages/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Sample;
}

/** What was put into the outbox. */
export interface Sent {
  readonly sequence: number;
  readonly queueKey: string;
  readonly requestId: string | null;
  readonly submittedMessageId: string;
  readonly customerNumber: string | null;
  readonly payload: Sample['payload'];
}

/** The requests' own services on a database, as a server has them. */
export class RequestWorld {
  readonly queue: QueueStore;
  readonly requests: RequestsService;
  readonly answers: DealerAnswerService;
  readonly opening: DealerOpeningService;
  readonly inbound: InboundRequestService;
  readonly callOffs: CallOffStore;
  readonly #events: EventStore;
  readonly #service: CallOffService;
  #messages = 0;

  constructor(readonly mirror: TestMirror) {
    const { database } = mirror;
    const [store, places] = [new RequestStore(), new RequestPlacesStore()];
    this.queue = new QueueStore(database);
    this.#events = new EventStore(database);
    this.callOffs = new CallOffStore(database);
    const files = new FileStore(database);
    const transaction = new EventTransaction(database, new EventSignal());
    const outbox = new OutboxService(this.queue);
    const answer = new AnswerService(store, outbox, this.#events);
    const refusal = new RefusalService(store, outbox);
    const opening = new OpeningService(store, places, this.callOffs, refusal);
    const updates = new InboundUpdateService(store, places, this.callOffs, refusal);
    const errors = new InboundErrorService(store, places);
    const dealers = new DealerService(new DealerStore(database));
    const requests = new RequestsService(dealers, new RequestListStore(database), files);
    this.requests = requests;
    this.answers = new DealerAnswerService(transaction, store, answer, files, requests);
    this.opening = new DealerOpeningService(transaction, opening, answer, files, requests);
    this.inbound = new InboundRequestService(store, opening, updates, errors, refusal);
    this.#service = new CallOffService(transaction, this.callOffs, store, answer);
  }

  static async open(): Promise<RequestWorld> {
    return new RequestWorld(await TestMirror.open());
  }

  /** On the database of a server that is running. */
  static of(database: Database): RequestWorld {
    return new RequestWorld(TestMirror.on(database));
  }

  /** Closes a dealer's call-offs as a clock does, and tells how many; what fails is thrown. */
  closeReturned(dealer: string): Promise<number> {
    return this.#service.closeReturned(dealer);
  }

  /** The clock of one server. */
  clock(): CallOffClock {
    return new CallOffClock(this.callOffs, this.#service);
  }

  /** A message from CRS is taken in, and handled as the worker does. */
  async fromCrs(dealer: string, { payload, customerNumber, ...given }: Sample): Promise<Handled> {
    const id = `${given.submittedMessageId}-${++this.#messages}`;
    // As it is stored and read again: long numbers stay what they are.
    const parsed = parseJson(JSON.stringify({ payload }));
    const { payload: read } = (parsed as { value: { payload: InboundMessage['payload'] } }).value;
    const { pool } = this.mirror.database;
    const added = queuedMessage(id, id, { customerNumber, body: JSON.stringify({ payload }) });
    const [{ sequence } = { sequence: 0 }] = await inTransaction(pool, (client) =>
      this.queue.enqueue(client, dealer, 'in', [added]),
    );
    const message = { dealerCode: dealer, sequence, submittedMessageId: id, customerNumber };
    return inTransaction(pool, async (client) => {
      const { events, ...settled } = await this.inbound.handle(client, {
        ...message,
        payload: read,
      });
      await client.query(
        `UPDATE message SET state = 'done', outcome = $3, request_id = $4
         WHERE dealer_code = $1 AND direction = 'in' AND sequence = $2`,
        [dealer, sequence, settled.outcome, settled.requestId ?? null],
      );
      await this.#events.append(client, dealer, events);
      return { events, ...settled };
    });
  }

  /** The dealer's system sends an update. */
  async fromDealer(
    dealer: string,
    requestId: string,
    body: Partial<UpdateBody>,
  ): Promise<RequestDetails> {
    const whole = { createdBy: 'rentalCoordinator', userName: 'Jennifer Rents', ...body };
    return this.answers.update(callerOf(dealer), requestId, whole as UpdateBody, undefined);
  }

  get(dealer: string, requestId: string): Promise<RequestDetails> {
    return this.requests.get(callerOf(dealer), requestId, undefined);
  }

  /** Everything that is to be sent to CRS, in order. */
  async sent(dealer: string): Promise<Sent[]> {
    const rows = await this.mirror.query<Omit<Sent, 'payload'> & { body: string }>(
      `SELECT sequence::int, queue_key AS "queueKey", request_id AS "requestId",
         submitted_message_id AS "submittedMessageId", customer_number AS "customerNumber", body
       FROM message WHERE dealer_code = $1 AND direction = 'out' ORDER BY sequence`,
      [dealer],
    );
    return rows.map(({ body, ...row }) => ({
      ...row,
      payload: (JSON.parse(body) as { payload: Sent['payload'] }).payload,
    }));
  }

  /** The events of a dealer as `type status`, in order. */
  async events(dealer: string): Promise<string[]> {
    const records = await this.#events.after(dealer, 0, 10_000);
    return records.map(({ type, data }) => `${type} ${String(data['status'])}`);
  }

  close(): Promise<void> {
    return this.mirror.close();
  }
}

/** A client of one dealer. */
export function callerOf(dealer: string): Caller {
  return { clientId: 'test', name: 'Test', scopes: new Set(['dealer']), dealers: [dealer] };
}
