import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { Direction, MessageState } from '../queue/message-record.js';
import { rowsInBatches } from './log-cursor.js';

/** Which messages. */
export interface MessageLogFilter {
  readonly dealerCode: string;
  /** Submitted, or queued for CRS, from then on, and before. */
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly directions: readonly Direction[];
  readonly messageType?: string | undefined;
  readonly customer?: string | undefined;
  /** Only those that were refused, wait for somebody, or failed at the last attempt. */
  readonly failed?: boolean | undefined;
}

/** A submission of CRS, taken or refused, or a message to CRS. */
export interface MessageLogEntry {
  readonly time: Date;
  readonly direction: Direction;
  /** `in-12`, `out-3`; null for what is in no queue. */
  readonly id: string | null;
  readonly messageType: string | null;
  readonly customerNumber: string | null;
  readonly submittedMessageId: string | null;
  /** What a submission was answered with, and who sent it. */
  readonly status: number | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly clientId: string;
  readonly requestId: string | null;
  readonly milliseconds: number | null;
  readonly bytes: number | null;
  /** What became of the message in the queue. */
  readonly state: MessageState | null;
  readonly outcome: string | null;
  readonly error: string | null;
  readonly crsError: string | null;
  readonly attemptCount: number | null;
  /** When it was handled, delivered or dropped. */
  readonly settledTime: Date | null;
}

/** All messages of a filter. */
export interface MessageLogSummary {
  readonly submissions: number;
  readonly refused: number;
  readonly sent: number;
  readonly delivered: number;
}

/** Reads what CRS posted, and what it was sent. */
@Injectable()
export class MessageLogStore {
  constructor(private readonly database: Database) {}

  /** The newest so many, or all, in batches; the oldest of them first. */
  entries(filter: MessageLogFilter, limit?: number): AsyncGenerator<MessageLogEntry[]> {
    const values = valuesOf(filter);
    const newest = `SELECT * FROM (${BOTH}) AS l ORDER BY time DESC, direction, tie DESC LIMIT $8`;
    const rows = limit === undefined ? BOTH : newest;
    return rowsInBatches(
      this.database,
      `SELECT ${COLUMNS} FROM (${rows}) AS l ORDER BY time, direction DESC, tie`,
      limit === undefined ? values : [...values, limit],
    );
  }

  async summary(filter: MessageLogFilter): Promise<MessageLogSummary> {
    const { rows } = await this.database.withSession((session) =>
      session.query<MessageLogSummary>(SUMMARY, valuesOf(filter)),
    );
    return rows[0] ?? { submissions: 0, refused: 0, sent: 0, delivered: 0 };
  }
}

function valuesOf(filter: MessageLogFilter): unknown[] {
  const { dealerCode, since, until, directions, messageType, customer, failed } = filter;
  const given = [messageType ?? null, customer ?? null, failed ?? false];
  return [dealerCode, since, until ?? null, [...directions], ...given];
}

const among = (time: string, type: string, customer: string) => `
  ${time} >= $2::timestamptz AND ${time} < coalesce($3::timestamptz, 'infinity')
  AND ($5::text IS NULL OR ${type} = $5) AND ($6::text IS NULL OR ${customer} = $6)`;

const IN = `
  SELECT r.time, 'in' AS direction, r.record_id AS tie, r.sequence, r.message_type,
    r.customer_number, r.submitted_message_id, r.status, r.code, r.detail, r.client_id, r.request_id,
    r.milliseconds, r.bytes, m.state, m.outcome, m.error, m.crs_error, m.attempt_count, m.settled_time
  FROM submission_record r LEFT JOIN message m ON m.dealer_code = r.dealer_code
    AND m.direction = 'in' AND m.sequence = r.sequence
  WHERE r.dealer_code = $1 AND 'in' = ANY ($4::text[])
    AND ${among('r.time', 'r.message_type', 'r.customer_number')}
    AND (NOT $7::boolean OR r.status <> 200 OR m.state IN ('parked', 'unmatched'))`;

const OUT = `
  SELECT m.enqueued_time, m.direction, lpad(m.sequence::text, 20, '0'), m.sequence, m.message_type,
    m.customer_number, m.submitted_message_id, NULL, NULL, NULL, m.enqueued_client_id, NULL,
    NULL, NULL, m.state, m.outcome, m.error, m.crs_error, m.attempt_count, m.settled_time
  FROM message m
  WHERE m.dealer_code = $1 AND m.direction = 'out' AND 'out' = ANY ($4::text[])
    AND ${among('m.enqueued_time', 'm.message_type', 'm.customer_number')}
    AND (NOT $7::boolean OR m.state = 'parked' OR m.error IS NOT NULL OR m.crs_error IS NOT NULL)`;

const BOTH = `${IN} UNION ALL ${OUT}`;

const COLUMNS = `time, direction, direction || '-' || sequence AS id, message_type AS "messageType",
  customer_number AS "customerNumber", submitted_message_id AS "submittedMessageId", status, code,
  detail, client_id AS "clientId", request_id AS "requestId", milliseconds, bytes::float8, state,
  outcome, error, crs_error AS "crsError", attempt_count AS "attemptCount",
  settled_time AS "settledTime"`;

const SUMMARY = `
  SELECT count(*) FILTER (WHERE direction = 'in')::float8 AS submissions,
    count(*) FILTER (WHERE status <> 200)::float8 AS refused,
    count(*) FILTER (WHERE direction = 'out')::float8 AS sent,
    count(*) FILTER (WHERE direction = 'out' AND state = 'done')::float8 AS delivered
  FROM (${BOTH}) AS l`;
