import type { EventType, NewEvent } from '../../events/event.js';
import type { ChainMessageRecord, ChainRecord } from './chain.js';

/** Something that happened to a chain. */
export function chainEvent(
  type: EventType,
  chain: ChainRecord,
  more: Readonly<Record<string, unknown>> = {},
): NewEvent {
  const { chainId, crsId, customerNumber, contractId } = chain;
  const { rentedAssetId, equipmentAssetId, serialNumber } = chain;
  const asset = { rentedAssetId, equipmentAssetId, serialNumber };
  return { type, data: { chainId, crsId, customerNumber, contractId, asset, ...more } };
}

/** A message that was added to a chain; the text is fetched with the chain. */
export function messageEvent(chain: ChainRecord, message: ChainMessageRecord): NewEvent {
  const { number, origin, createdDate, createdBy, userName } = message;
  const about = { number, origin, createdDate: createdDate.toISOString(), createdBy, userName };
  return chainEvent('chain.message', chain, about);
}
