import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../errors.js';
import type { ChainMessage, MessageChain, Prisma } from '../../generated/prisma/client.js';
import type { PageRequest, Part } from '../../http/page.js';
import type { ChainDetails, ChainMessageView, ChainSummary } from './chain-view.js';
import type { Side } from './chain.js';

/** Which chains. */
export interface ChainFilter {
  readonly customer?: string | undefined;
  readonly contract?: string | undefined;
  /** Any of the ids of a machine. */
  readonly asset?: string | undefined;
  readonly active?: boolean | undefined;
}

/** Reads chains. */
@Injectable()
export class ChainListStore {
  constructor(private readonly database: Database) {}

  /** The last changed first. */
  async list(
    dealerCode: string,
    filter: ChainFilter,
    { page, items }: PageRequest,
  ): Promise<Part<ChainSummary>> {
    const where = { dealerCode, ...whereOf(filter) };
    const { messageChain } = this.database.prisma;
    const total = await messageChain.count({ where });
    if (page * items >= total) return { items: [], total };
    const rows = await messageChain.findMany({
      where,
      orderBy: [{ changedTime: 'desc' }, { chainId: 'desc' }],
      skip: page * items,
      take: items,
    });
    return { items: rows.map(toSummary), total };
  }

  /** @throws AppError `not-found` */
  async get(dealerCode: string, chainId: string): Promise<ChainDetails> {
    const { messageChain, chainMessage } = this.database.prisma;
    const row = await messageChain.findUnique({
      where: { dealerCode_chainId: { dealerCode, chainId } },
    });
    if (!row) throw new AppError('not-found', 'There is no such chain');
    const messages = await chainMessage.findMany({
      where: { dealerCode, chainId },
      orderBy: [{ createdDate: 'asc' }, { number: 'asc' }],
    });
    return { ...toSummary(row), messages: messages.map(toMessage) };
  }
}

function whereOf({
  customer,
  contract,
  asset,
  active,
}: ChainFilter): Prisma.MessageChainWhereInput {
  return {
    ...(customer !== undefined && { customerNumber: customer }),
    ...(contract !== undefined && { contractId: contract }),
    ...(active !== undefined && { active }),
    ...(asset !== undefined && {
      OR: [{ rentedAssetId: asset }, { equipmentAssetId: asset }, { serialNumber: asset }],
    }),
  };
}

function toSummary(row: MessageChain): ChainSummary {
  return {
    id: row.chainId,
    ...(row.crsId !== null && { crsId: row.crsId }),
    customerNumber: row.customerNumber,
    contractId: row.contractId,
    rentedAssetId: row.rentedAssetId,
    equipmentAssetId: row.equipmentAssetId,
    serialNumber: row.serialNumber,
    active: row.active,
    openedBy: row.openedBy as Side,
    createdDate: row.createdDate.toISOString(),
    createdBy: row.createdBy,
    userName: row.userName,
    messageCount: row.messageCount,
    ...(row.flag !== null && { flag: row.flag }),
    changedTime: row.changedTime.toISOString(),
  };
}

function toMessage({ sequence, createdDate, origin, ...row }: ChainMessage): ChainMessageView {
  const { number, createdBy, userName, messageText, confirmed } = row;
  const direction = origin === 'dealer' ? 'out' : 'in';
  return {
    number,
    origin: origin as Side,
    createdDate: createdDate.toISOString(),
    createdBy,
    userName,
    messageText,
    confirmed,
    ...(sequence !== null && { message: `${direction}-${sequence}` }),
  };
}
