import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { AppError } from '../../errors.js';
import type { PageRequest, Part } from '../../http/page.js';
import type { Direction, MessageKey, MessageState } from '../../queue/message-record.js';
import type { MessageDetails, MessageSummary } from './message-summary.js';

/** Which messages. */
export interface MessageFilter {
  readonly direction: Direction | undefined;
  readonly state: MessageState | undefined;
}

interface Row {
  readonly direction: Direction;
  readonly sequence: string;
  readonly [column: string]: unknown;
}

/** Reads the records of messages. */
@Injectable()
export class MessageRecordStore {
  constructor(private readonly database: Database) {}

  /** A dealer's messages, the newest first, and of the same time those from CRS first. */
  async list(
    dealerCode: string,
    { direction, state }: MessageFilter,
    { page, items }: PageRequest,
  ): Promise<Part<MessageSummary>> {
    const where = {
      dealerCode,
      direction: direction ?? { in: ['in', 'out'] },
      ...(state !== undefined && { state }),
    };
    const total = await this.database.prisma.message.count({ where });
    if (page * items >= total) return { items: [], total };
    const { rows } = await this.database.pool.query<Row>(LIST, [
      dealerCode,
      direction === undefined ? ['in', 'out'] : [direction],
      state ?? null,
      items,
      page * items,
    ]);
    return { items: rows.map(toSummary), total };
  }

  /** @throws AppError `not-found` */
  async get({ dealerCode, direction, sequence }: MessageKey): Promise<MessageDetails> {
    const values = [dealerCode, direction, sequence];
    const { rows } = await this.database.pool.query<Row & { body: string }>(GET, values);
    if (!rows[0]) throw new AppError('not-found', 'There is no such message');
    const { body, ...row } = rows[0];
    return { ...toSummary(row), body: JSON.parse(body) as unknown };
  }
}

const COLUMNS = `
  m.direction, m.sequence, m.state, m.message_type AS "messageType",
  m.customer_number AS "customerNumber", m.priority,
  m.submitted_message_id AS "submittedMessageId", m.reused_id AS "reusedId",
  m.submitted_time AS "submittedTime", m.enqueued_time AS "enqueuedTime",
  m.enqueued_client_id AS "enqueuedClientId", m.attempt_count AS "attemptCount",
  m.attempt_time AS "attemptTime",
  CASE WHEN NOT l.held AND l.head = m.sequence AND l.lease IS NULL THEN
    CASE WHEN m.direction = 'in' THEN l.due_time
         WHEN c.state = 'active' THEN greatest(l.due_time, c.due_time) END
  END AS "nextAttemptTime",
  m.settled_time AS "settledTime", m.outcome, m.error, m.decided_by AS "decidedBy",
  m.decided_reason AS "decidedReason", m.request_id AS "requestId", m.chain_id AS "chainId",
  m.crs_enqueued_time AS "crsEnqueuedTime", m.crs_error AS "crsError"`;

const LANE = `
  LEFT JOIN message_lane l ON l.dealer_code = m.dealer_code AND l.direction = m.direction
    AND l.queue_key = m.queue_key AND m.state = 'queued'
  LEFT JOIN crs_connection c ON c.dealer_code = m.dealer_code`;

// From each direction as many as the page may need, by its own index.
const LIST = `
  SELECT ${COLUMNS} FROM (
    SELECT m.* FROM unnest($2::text[]) AS d (direction) CROSS JOIN LATERAL (
      SELECT * FROM message
      WHERE dealer_code = $1 AND direction = d.direction AND ($3::text IS NULL OR state = $3)
      ORDER BY sequence DESC LIMIT $4::int + $5::int) AS m
    ORDER BY enqueued_time DESC, direction, sequence DESC LIMIT $4 OFFSET $5) AS m ${LANE}
  ORDER BY m.enqueued_time DESC, m.direction, m.sequence DESC`;

const GET = `
  SELECT ${COLUMNS}, m.body FROM message m ${LANE}
  WHERE m.dealer_code = $1 AND m.direction = $2 AND m.sequence = $3`;

/** Without what has no value; times as text. */
function toSummary({ sequence, ...row }: Row): MessageSummary {
  const named = Object.entries(row).filter(
    ([name, value]) => value !== null || name === 'customerNumber',
  );
  return {
    id: `${row.direction}-${sequence}`,
    ...Object.fromEntries(
      named.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
    ),
    sequence: Number(sequence),
  } as unknown as MessageSummary;
}
