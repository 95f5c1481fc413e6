import { asObject, type JsonObject } from '../../interface/message/json-values.js';
import type { Inspection } from '../traffic/inspection.js';
import { checkIdentity } from './check-identity.js';
import { checkStep } from './check-step.js';
import { freshId } from './fresh-id.js';
import {
  namedIn,
  opened,
  stepOf,
  updated,
  type KnownRequest,
  type NamedRequest,
} from './known-request.js';

/** Why an update was not applied: what CRS tells the dealer by an error message. */
export type Refusal =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'incorrect'; readonly request: KnownRequest };

/** The requests that CRS knows, and where they stand. */
export class CrsRequests {
  readonly #byId = new Map<string, KnownRequest>();

  /** @param adopts whether a request that was never sent from here may be one of CRS's all the same */
  constructor(private readonly adopts = false) {}

  get all(): readonly KnownRequest[] {
    return [...this.#byId.values()];
  }

  get(crsId: string): KnownRequest | undefined {
    return this.#byId.get(crsId);
  }

  /** Notes what CRS sends. What its state does not allow changes nothing. */
  sent(message: JsonObject): void {
    const payload = asObject(message['payload']) ?? {};
    const request = asObject(payload['request']);
    if (!request || payload['errorCode'] !== undefined) return;
    const named = namedIn(request, 'crs');
    if (named.crsId === undefined) return;
    const known = this.#byId.get(named.crsId);
    const update = asObject(payload['requestUpdate']);
    if (!update) return this.#openedByCrs(message, named.crsId, known);
    const next = known && stepOf(known, update, 'crs');
    if (known && next && next.result !== 'refused')
      this.#byId.set(known.crsId, updated(known, named, update, next.state));
  }

  #openedByCrs(message: JsonObject, crsId: string, known: KnownRequest | undefined): void {
    const request = asObject(asObject(message['payload'])?.['request']) ?? {};
    const fresh = opened(message, crsId, namedIn(request, 'crs'));
    if (fresh) this.#byId.set(crsId, { ...fresh, dealerId: fresh.dealerId ?? known?.dealerId });
  }

  /** Takes in what the dealer says of a request, and looks at it. */
  received(message: JsonObject, inspection: Inspection): Refusal | undefined {
    const payload = asObject(message['payload']) ?? {};
    const request = asObject(payload['request']);
    if (!request) return undefined;
    const named = namedIn(request, 'dealer');
    const update = asObject(payload['requestUpdate']);
    if (update && this.#adopted(message, named, update)) return undefined;
    const known = checkIdentity(this.all, message, named, update !== undefined, inspection);
    if (known === 'wrong') return { kind: 'not-found' };
    if (!known) return this.#openedByDealer(message);
    if (!update) return undefined;
    return this.#apply(known, message, update, inspection);
  }

  /** Another process sent it: what the dealer says of it is all there is to know. */
  #adopted(message: JsonObject, named: NamedRequest, update: JsonObject): boolean {
    const { crsId, dealerId } = named;
    if (!this.adopts || crsId === undefined || this.#byId.has(crsId)) return false;
    const isOther = this.all.some(
      (one) => one.crsId === dealerId || (dealerId !== undefined && one.dealerId === dealerId),
    );
    const adopted = isOther ? undefined : opened(message, crsId, named);
    if (adopted) this.#byId.set(crsId, { ...adopted, updates: [update] });
    return adopted !== undefined;
  }

  #openedByDealer(message: JsonObject): undefined {
    const request = asObject(asObject(message['payload'])?.['request']) ?? {};
    const fresh = opened(message, freshId(), namedIn(request, 'dealer'));
    if (fresh) this.#byId.set(fresh.crsId, fresh);
  }

  #apply(
    known: KnownRequest,
    message: JsonObject,
    update: JsonObject,
    inspection: Inspection,
  ): Refusal | undefined {
    const request = asObject(asObject(message['payload'])?.['request']) ?? {};
    const next = stepOf(known, update, 'dealer');
    if (!checkStep(known, update, next, inspection)) return { kind: 'incorrect', request: known };
    if (next.result === 'refused') return { kind: 'incorrect', request: known };
    this.#byId.set(known.crsId, updated(known, namedIn(request, 'dealer'), update, next.state));
    return undefined;
  }
}
