import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { InboundMessage } from '../../queue/inbound.js';
import type { ChainRecord } from './chain.js';
import { ChainStore } from './chain.store.js';
import type { ToldChain } from './told-chain.js';

/** The chain that CRS means; it is locked. */
export interface FoundChain {
  readonly chain: ChainRecord;
  /** It was opened just now. */
  readonly opened: boolean;
  /** What is odd about how it was named. */
  readonly note?: string;
}

/** Finds or opens the chain that a message from CRS is about. */
@Injectable()
export class ChainFinder {
  constructor(private readonly store: ChainStore) {}

  /**
   * By our id, else by CRS's. The interface has no error for a chain that is not known: one with an id
   * of ours that cannot be is found or opened by CRS's id, and the note says so.
   * @returns undefined when the message names no chain at all
   */
  async find(
    client: ClientBase,
    message: InboundMessage,
    told: ToldChain,
  ): Promise<FoundChain | undefined> {
    const { dealerCode } = message;
    const { chainId, crsId } = told;
    const ours = chainId && (await this.store.lock(client, dealerCode, chainId));
    if (ours && (crsId === undefined || ours.crsId === crsId))
      return { chain: ours, opened: false };
    const note = noteOf(told, ours || undefined);
    if (crsId === undefined) return undefined;
    const theirs = await this.store.lockByCrsId(client, dealerCode, crsId);
    if (theirs) return { chain: theirs, opened: false, ...note };
    // The first time that CRS tells its id of a chain that the dealer opened.
    if (ours && ours.crsId === null) return this.#named(client, dealerCode, ours, crsId);
    const chain = await this.#open(client, message, told, crsId);
    return { chain, opened: true, ...note };
  }

  async #named(client: ClientBase, dealerCode: string, ours: ChainRecord, crsId: string) {
    const chain = { ...ours, crsId };
    await this.store.change(client, dealerCode, chain);
    return { chain, opened: false };
  }

  #open(client: ClientBase, message: InboundMessage, told: ToldChain, crsId: string) {
    const { createdBy, userName, asset, contractId } = told;
    return this.store.open(client, message.dealerCode, {
      ...asset,
      crsId,
      customerNumber: message.customerNumber,
      contractId,
      // If it is closed, it is closed after its messages were added.
      active: true,
      openedBy: 'crs',
      createdDate: told.createdDate ?? told.messages[0]?.createdDate ?? new Date(),
      createdBy,
      userName,
    });
  }
}

function noteOf({ chainId }: ToldChain, ours: ChainRecord | undefined): { note?: string } {
  if (chainId === undefined) return {};
  if (!ours) return { note: `its remoteId ${chainId} is not known` };
  return ours.crsId === null
    ? { note: `its localId is not that of its remoteId ${chainId}` }
    : { note: `its remoteId ${chainId} has the localId ${ours.crsId}` };
}
