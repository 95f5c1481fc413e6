import { moment } from '../../interface/datetime.js';
import type { OutboundMessage } from '../../outbox/outbox.service.js';
import { userToCrs } from '../../interface/message/user-spec.js';
import type { ChainMessageRecord, ChainRecord, Side } from './chain.js';

/** A message of ours in a chain, as CRS is told (§ Asset-centric Messaging Integration). */
export function chainMessage(chain: ChainRecord, added: ChainMessageRecord): OutboundMessage {
  const { chainId, customerNumber, contractId } = chain;
  const { createdDate, createdBy, userName, messageText, origin } = added;
  const message = {
    messageChain: {
      // "localId is the sending system's id": from here, CRS's is the remote one.
      localId: chainId,
      ...(chain.crsId !== null && { remoteId: chain.crsId }),
      chainType: 'asset',
      createdDate: timeOf(chain.createdDate),
      ...userOf(chain.createdBy, chain.openedBy),
      active: chain.active,
      ...namedUser(chain.userName),
    },
    messages: [
      {
        createdDate: timeOf(createdDate),
        ...userOf(createdBy, origin),
        messageText,
        ...namedUser(userName),
      },
    ],
    asset: known({
      rentedAssetId: chain.rentedAssetId,
      equipmentAssetId: chain.equipmentAssetId,
      serialNumber: chain.serialNumber,
    }),
    ...(contractId !== null && { contract: { contractId } }),
  };
  const queueKey = `chain/${chainId}`;
  return { messageType: 'message', customerNumber, payload: { message }, queueKey, chainId };
}

function timeOf(date: Date): string | undefined {
  return moment(date.getTime())?.text;
}

function userOf(createdBy: string | null, origin: Side) {
  return createdBy === null ? {} : { createdBy: userToCrs(createdBy, origin) };
}

function namedUser(userName: string | null) {
  return userName === null ? {} : { properties: { userName } };
}

function known(ids: Readonly<Record<string, string | null>>) {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== null));
}
