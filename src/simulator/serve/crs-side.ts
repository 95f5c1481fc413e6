import { asId, asObject, type JsonObject } from '../../interface/message/json-values.js';
import { SENDING } from '../rules/messages.rules.js';
import { shown } from '../findings.js';
import type { Inspection } from '../traffic/inspection.js';
import { Arrivals } from './arrivals.js';
import { CrsChains } from './crs-chains.js';
import { CrsRequests, type Refusal } from './crs-requests.js';

/** What CRS has in mind of its dealers: requests, chains, what it sent and what arrived. */
export class CrsSide {
  readonly requests: CrsRequests;
  readonly chains: CrsChains;
  readonly arrivals = new Arrivals();
  readonly #sentIds = new Set<string>();

  /**
   * @param adopts whether requests and chains that were never sent from here may be CRS's all the same:
   *   when messages to the dealer are sent by another process
   */
  constructor({ adopts = false } = {}) {
    this.requests = new CrsRequests(adopts);
    this.chains = new CrsChains(adopts);
  }

  /** Notes a message that CRS sends, before it is sent: an answer may be faster than its reply. */
  sent(message: JsonObject): void {
    const id = asId(message['submittedMessageId']);
    if (id !== undefined) this.#sentIds.add(id);
    if (message['messageType'] === 'request') this.requests.sent(message);
    if (message['messageType'] === 'message') this.chains.sent(message);
  }

  /** Takes in a message of the dealer's that is in order by itself. */
  received(message: JsonObject, inspection: Inspection): Refusal | undefined {
    const refusal = this.#applied(message, inspection);
    this.arrivals.add({ message, inspection, refusal });
    return refusal;
  }

  #applied(message: JsonObject, inspection: Inspection): Refusal | undefined {
    const payload = asObject(message['payload']) ?? {};
    const about = asId(payload['errorSubmittedMessageId']);
    if (asId(payload['errorCode']) !== undefined) {
      // Who has sent nothing cannot know what others have.
      if (about !== undefined && this.#sentIds.size > 0)
        inspection.expect(
          SENDING.errorAbout,
          this.#sentIds.has(about) ? undefined : shown(about),
          'payload.errorSubmittedMessageId',
        );
      return undefined;
    }
    if (message['messageType'] === 'request') return this.requests.received(message, inspection);
    if (message['messageType'] === 'message') this.chains.received(message, inspection);
    return undefined;
  }
}
