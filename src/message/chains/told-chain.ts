import { parseDatetime } from '../../interface/datetime.js';
import {
  asId,
  asObject,
  asObjects,
  asText,
  valueAt,
  type JsonObject,
} from '../../interface/message/json-values.js';
import { userFromCrs } from '../../interface/message/user-spec.js';
import type { ChainAsset } from './chain.js';

/** A message of a chain, as CRS tells of it. */
export interface ToldMessage {
  readonly createdDate: Date | undefined;
  /** As seen from here. */
  readonly createdBy: string | null;
  readonly userName: string | null;
  readonly messageText: string;
}

/** What a message of the type `message` says of a chain (§ Asset-centric Messaging Integration). */
export interface ToldChain {
  /** CRS's id: its `localId`. */
  readonly crsId: string | undefined;
  /** Ours: its `remoteId`. */
  readonly chainId: string | undefined;
  readonly createdDate: Date | undefined;
  readonly createdBy: string | null;
  readonly userName: string | null;
  /** Undefined when nothing is said. */
  readonly active: boolean | undefined;
  readonly asset: ChainAsset;
  readonly contractId: string | null;
  /** The oldest first. */
  readonly messages: readonly ToldMessage[];
}

/** Reads the payload of a message from CRS. Ids may be numbers; null is as good as missing. */
export function readToldChain(payload: JsonObject): ToldChain {
  const message = asObject(payload['message']) ?? {};
  const chain = asObject(message['messageChain']) ?? {};
  const id = (path: string) => asId(valueAt(message, path)) ?? null;
  return {
    crsId: asId(chain['localId']),
    chainId: asId(chain['remoteId']),
    createdDate: dateOf(chain),
    createdBy: userOf(chain),
    userName: asId(valueAt(chain, 'properties.userName')) ?? null,
    active: activeOf(chain['active']),
    asset: {
      rentedAssetId: id('asset.rentedAssetId'),
      equipmentAssetId: id('asset.equipmentAssetId'),
      serialNumber: id('asset.serialNumber'),
    },
    contractId: id('contract.contractId'),
    messages: inOrder(asObjects(message['messages']).map(toldMessage)),
  };
}

function toldMessage(message: JsonObject): ToldMessage {
  return {
    createdDate: dateOf(message),
    createdBy: userOf(message),
    userName: asId(valueAt(message, 'properties.userName')) ?? null,
    messageText: asText(message['messageText']) ?? '',
  };
}

/** "In reverse chronological order": of the same time, or without one, the later stands first. */
function inOrder(messages: readonly ToldMessage[]): ToldMessage[] {
  const time = ({ createdDate }: ToldMessage) => createdDate?.getTime() ?? Infinity;
  return messages.toReversed().sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)));
}

function activeOf(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function userOf(object: JsonObject): string | null {
  const user = asId(object['createdBy']);
  return user === undefined ? null : userFromCrs(user);
}

function dateOf(object: JsonObject): Date | undefined {
  const text = asText(object['createdDate']);
  const found = text === undefined ? undefined : parseDatetime(text, 'UTC');
  return found && new Date(found.time);
}
