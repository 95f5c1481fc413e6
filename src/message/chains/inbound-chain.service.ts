import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Handled, InboundHandler, InboundMessage } from '../../queue/inbound.js';
import { asId } from '../../interface/message/json-values.js';
import { ChainFinder } from './chain-finder.js';
import { chainEvent, messageEvent } from './chain-event.js';
import type { ChainRecord } from './chain.js';
import { ChainStore } from './chain.store.js';
import { matchMessages } from './match-messages.js';
import { readToldChain, type ToldChain } from './told-chain.js';

/** Applies what CRS tells of message chains (§ Asset-centric Messaging Integration). */
@Injectable()
export class InboundChainService implements InboundHandler {
  constructor(
    private readonly store: ChainStore,
    private readonly finder: ChainFinder,
  ) {}

  /**
   * The chain is found or opened, the messages that are missing here are added, those that are known
   * get CRS's time, and the chain is closed or opened again as CRS says. Applying a message again
   * changes nothing: its outcome is `unchanged`.
   */
  async handle(client: ClientBase, message: InboundMessage): Promise<Handled> {
    const error = asId(message.payload['errorCode']);
    if (error !== undefined) return this.#flag(client, message, error);
    const told = readToldChain(message.payload);
    const found = await this.finder.find(client, message, told);
    if (!found) return { outcome: 'refused: it names no chain', events: [] };
    const { chain: before, opened, note } = found;
    const merged = await this.#merge(client, message, before, told);
    const after = { ...changedBy(told, before, message), messageCount: merged.count };
    const changes = [
      ...(opened ? ['opened'] : []),
      ...(merged.added.length > 0 ? [`${merged.added.length} added`] : []),
      ...(merged.confirmed > 0 ? [`${merged.confirmed} confirmed`] : []),
      ...(after.active === before.active ? [] : [after.active ? 'opened again' : 'closed']),
    ];
    if (changes.length > 0 || !isSame(before, after))
      await this.store.change(client, message.dealerCode, after);
    return {
      outcome: (changes.join(', ') || 'unchanged') + (note === undefined ? '' : ` (${note})`),
      chainId: after.chainId,
      events: [
        ...(opened || (after.active && !before.active) ? [chainEvent('chain.opened', after)] : []),
        ...merged.added.map((one) => messageEvent(after, one)),
        ...(before.active && !after.active ? [chainEvent('chain.closed', after)] : []),
      ],
    };
  }

  /** Whether a message reports an error about one of ours in a chain, whatever type it says it is of. */
  async isAbout(client: ClientBase, { dealerCode, payload }: InboundMessage): Promise<boolean> {
    if (asId(payload['errorCode']) === undefined) return false;
    const about = asId(payload['errorSubmittedMessageId']);
    return about !== undefined && !!(await this.store.chainOf(client, dealerCode, about));
  }

  async #merge(
    client: ClientBase,
    { dealerCode, sequence }: InboundMessage,
    chain: ChainRecord,
    { messages }: ToldChain,
  ) {
    const known = await this.store.messages(client, dealerCode, chain.chainId);
    const matches = matchMessages(messages, known);
    const confirmed = [...matches].flatMap(([{ createdDate }, { number, ...one }]) =>
      createdDate && !(one.confirmed && +one.createdDate === +createdDate)
        ? [{ number, createdDate }]
        : [],
    );
    if (confirmed.length > 0)
      await this.store.confirm(client, dealerCode, chain.chainId, confirmed);
    const missing = messages
      .filter((one) => !matches.has(one))
      .map(({ createdDate, ...one }) => ({
        ...one,
        origin: 'crs' as const,
        createdDate: createdDate ?? new Date(),
        confirmed: createdDate !== undefined,
        sequence,
      }));
    const added =
      missing.length > 0 ? await this.store.add(client, dealerCode, chain, missing) : [];
    return { added, confirmed: confirmed.length, count: chain.messageCount + added.length };
  }

  /**
   * The interface has no error for chains, but its messages have room for one: it is about the chain
   * of the message that it names.
   */
  async #flag(client: ClientBase, message: InboundMessage, error: string): Promise<Handled> {
    const { dealerCode, payload } = message;
    const about = asId(payload['errorSubmittedMessageId']);
    const chainId = about && (await this.store.chainOf(client, dealerCode, about));
    const chain = chainId ? await this.store.lock(client, dealerCode, chainId) : undefined;
    if (!chain) return { outcome: 'refused: an error about no message of ours', events: [] };
    const flagged = { ...chain, flag: error };
    await this.store.change(client, dealerCode, flagged);
    const events = [chainEvent('chain.flagged', flagged, { error, submittedMessageId: about })];
    return { outcome: 'flagged', chainId: chain.chainId, events };
  }
}

/** The chain with what it is now told to be. What is known of its machine and contract stays. */
function changedBy(told: ToldChain, chain: ChainRecord, message: InboundMessage): ChainRecord {
  return {
    ...chain,
    // CRS knows the chain, whatever it said before.
    flag: null,
    active: told.active ?? chain.active,
    customerNumber: chain.customerNumber ?? message.customerNumber,
    contractId: chain.contractId ?? told.contractId,
    rentedAssetId: chain.rentedAssetId ?? told.asset.rentedAssetId,
    equipmentAssetId: chain.equipmentAssetId ?? told.asset.equipmentAssetId,
    serialNumber: chain.serialNumber ?? told.asset.serialNumber,
  };
}

function isSame(a: ChainRecord, b: ChainRecord): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
