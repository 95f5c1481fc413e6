import { asId, asObject, asText, type JsonObject } from '../../interface/message/json-values.js';
import { shown } from '../findings.js';
import { CHAIN } from '../rules/chains.rules.js';
import type { Inspection } from '../traffic/inspection.js';
import { freshId } from './fresh-id.js';

/** A message chain as CRS knows it. */
export interface KnownChain {
  readonly crsId: string;
  readonly dealerId: string | undefined;
  readonly active: boolean;
}

const PATH = 'payload.message.messageChain';

/** The message chains that CRS knows (§ Asset-centric Messaging Integration). */
export class CrsChains {
  readonly #byId = new Map<string, KnownChain>();

  /** @param adopts whether a chain that was never sent from here may be one of CRS's all the same */
  constructor(private readonly adopts = false) {}

  get all(): readonly KnownChain[] {
    return [...this.#byId.values()];
  }

  get(crsId: string): KnownChain | undefined {
    return this.#byId.get(crsId);
  }

  /** Notes what CRS sends. */
  sent(message: JsonObject): void {
    const chain = chainIn(message);
    const crsId = asId(chain?.['localId']);
    if (!chain || crsId === undefined) return;
    const dealerId = this.#byId.get(crsId)?.dealerId ?? asId(chain['remoteId']);
    this.#byId.set(crsId, { crsId, dealerId, active: isActive(chain) });
  }

  /** Takes in what the dealer writes, and looks at it. */
  received(message: JsonObject, inspection: Inspection): void {
    const chain = chainIn(message);
    if (!chain) return;
    const [dealerId, crsId] = [asId(chain['localId']), asId(chain['remoteId'])];
    const byDealer = this.all.find(
      (one) => one.dealerId !== undefined && one.dealerId === dealerId,
    );
    const known = (crsId === undefined ? undefined : this.#byId.get(crsId)) ?? byDealer;
    const isUnknown = crsId !== undefined && !known && !this.adopts;
    const unknown = isUnknown ? shown(crsId) : undefined;
    inspection.expect(CHAIN.known, unknown, `${PATH}.remoteId`);
    if (known) return this.#continued(known, dealerId, crsId, inspection);
    if (isUnknown) return;
    const fresh = crsId ?? freshId();
    this.#byId.set(fresh, { crsId: fresh, dealerId, active: isActive(chain) });
  }

  #continued(
    known: KnownChain,
    dealerId: string | undefined,
    crsId: string | undefined,
    inspection: Inspection,
  ): void {
    const isOther =
      (known.dealerId !== undefined && dealerId !== undefined && known.dealerId !== dealerId) ||
      (crsId !== undefined && crsId !== known.crsId);
    const found = `localId ${shown(dealerId)} with remoteId ${shown(crsId)}; it was ${shown(known.dealerId)} with ${shown(known.crsId)}`;
    if (!inspection.expect(CHAIN.pair, isOther ? found : undefined, PATH)) return;
    inspection.expect(CHAIN.active, known.active ? undefined : shown(known.crsId), PATH);
    this.#byId.set(known.crsId, { ...known, dealerId: known.dealerId ?? dealerId });
  }
}

function chainIn(message: JsonObject): JsonObject | undefined {
  const content = asObject(asObject(message['payload'])?.['message']);
  return asObject(content?.['messageChain']);
}

function isActive({ active }: JsonObject): boolean {
  return active !== false && asText(active) !== 'false';
}
