import { asId, asObject, type JsonObject } from '../../interface/message/json-values.js';
import { SENDING } from '../rules/messages.rules.js';
import { shown } from '../findings.js';
import type { Inspection } from '../traffic/inspection.js';

/** "Messages are submitted one at a time, in a FIFO queued order" (§ Message Data). */
export class SendOrder {
  /** By what it is about: the message that has to come again first. */
  readonly #untaken = new Map<string, string>();

  /** Looks at a message as it arrives. */
  arrived(message: JsonObject, inspection: Inspection): void {
    const [about, id] = [aboutOf(message), asId(message['submittedMessageId'])];
    if (about === undefined || id === undefined) return;
    const waited = this.#untaken.get(about);
    const found =
      waited === undefined || waited === id
        ? undefined
        : `${shown(id)} before ${shown(waited)}, which was not taken yet`;
    inspection.expect(SENDING.order, found, 'submittedMessageId');
    // Told once.
    this.#untaken.delete(about);
  }

  /** The sender must send it again. */
  notTaken(message: JsonObject): void {
    const [about, id] = [aboutOf(message), asId(message['submittedMessageId'])];
    if (about !== undefined && id !== undefined) this.#untaken.set(about, id);
  }
}

/** The request or chain, by the dealer's id of it. */
function aboutOf(message: JsonObject): string | undefined {
  const payload = asObject(message['payload']);
  const request = asId(asObject(payload?.['request'])?.['localId']);
  if (request !== undefined) return `request/${request}`;
  const chain = asObject(asObject(payload?.['message'])?.['messageChain']);
  const id = asId(chain?.['localId']);
  return id === undefined ? undefined : `chain/${id}`;
}
