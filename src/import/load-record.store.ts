import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { AppError } from '../errors.js';
import type { Load } from '../generated/prisma/client.js';
import type { PageRequest, Part } from '../http/page.js';
import type { LoadDetails, LoadState, LoadSummary } from './load-record.js';
import { toIssue } from './load-issue.js';
import type { LoadIssue, LoadMode, LoadReport } from './load-report.js';

/** Reads the records of loads. */
@Injectable()
export class LoadRecordStore {
  constructor(private readonly database: Database) {}

  /** A dealer's loads, the newest first. */
  async list(dealerCode: string, { page, items }: PageRequest): Promise<Part<LoadSummary>> {
    const { load } = this.database.prisma;
    const where = { dealerCode };
    const total = await load.count({ where });
    if (page * items >= total) return { items: [], total };
    const rows = await load.findMany({
      where,
      orderBy: { loadId: 'desc' },
      skip: page * items,
      take: items,
    });
    return { items: rows.map(summary), total };
  }

  /** @throws AppError `not-found` */
  async get(dealerCode: string, loadId: number): Promise<LoadDetails> {
    const row = await this.database.prisma.load.findUnique({
      where: { dealerCode_loadId: { dealerCode, loadId } },
    });
    if (!row) throw new AppError('not-found', `Dealer ${dealerCode} has no load ${loadId}`);
    const { resources = {}, reasons = [], rejects = [] } = reportOf(row) ?? {};
    return { ...summary(row), resources, reasons, rejects };
  }

  /** What a load had to say about its rows, in the order it was found. */
  async issues(
    dealerCode: string,
    loadId: number,
    { page, items }: PageRequest,
  ): Promise<Part<LoadIssue>> {
    const { loadIssue } = this.database.prisma;
    const where = { dealerCode, loadId };
    // Numbered without gaps from 0: a page is a range of the key, wherever it lies.
    const { _max: last } = await loadIssue.aggregate({ where, _max: { number: true } });
    const total = (last.number ?? -1) + 1;
    if (page * items >= total) return { items: [], total };
    const rows = await loadIssue.findMany({
      where: { ...where, number: { gte: page * items, lt: (page + 1) * items } },
      orderBy: { number: 'asc' },
    });
    return { items: rows.map(toIssue), total };
  }
}

function summary(row: Load): LoadSummary {
  const { loadId, mode, state, startedAt, finishedAt, generation, bundle } = row;
  const { decidedBy, decidedAt } = row;
  const report = reportOf(row);
  const counts = Object.values(report?.resources ?? {});
  const reason = row.error ?? report?.reasons?.join(' ');
  return {
    load: loadId,
    mode: mode as LoadMode,
    state: state as LoadState,
    startedAt: startedAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
    ...(report && { seconds: report.seconds }),
    rows: counts.reduce((sum, { read }) => sum + read, 0),
    ...(generation !== null && { generation: Number(generation) }),
    ...(bundle !== null && { bundle }),
    ...(reason !== undefined && { reason }),
    ...(decidedBy !== null && { decidedBy }),
    ...(decidedAt && { decidedAt: decidedAt.toISOString() }),
  };
}

function reportOf({ report }: Load): LoadReport | undefined {
  return (report as unknown as LoadReport | null) ?? undefined;
}
