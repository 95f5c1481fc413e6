import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { SubmissionAnswer } from './submission-answer.js';

/** Writes what CRS posted, and how it was answered. */
@Injectable()
export class SubmissionRecordStore {
  constructor(private readonly database: Database) {}

  /** Adds records: all of them or none, each once. It does not wait for the disk. */
  async write(answers: readonly SubmissionAnswer[]): Promise<void> {
    const rows = answers.map((answer) => ({ ...answer, time: new Date(answer.time) }));
    await this.database.pool.query({
      name: 'write-submissions',
      text: WRITE,
      values: [JSON.stringify(rows)],
    });
  }
}

const WRITE = `
  WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))
  INSERT INTO submission_record (dealer_code, record_id, time, client_id, request_id, status, code,
    detail, message_type, customer_number, submitted_message_id, sequence, milliseconds, bytes)
  SELECT "dealerCode", "recordId", time, "clientId", "requestId", status, code, detail,
    "messageType", "customerNumber", "submittedMessageId", sequence, milliseconds, bytes
  FROM unflushed CROSS JOIN json_to_recordset($1::json) AS given (
      "dealerCode" text, "recordId" text, time timestamptz(3), "clientId" text, "requestId" text,
      status integer, code text, detail text, "messageType" text, "customerNumber" text,
      "submittedMessageId" text, sequence bigint, milliseconds integer, bytes bigint)
    JOIN dealer ON dealer.dealer_code = "dealerCode"
  ON CONFLICT (dealer_code, record_id) DO NOTHING`;
