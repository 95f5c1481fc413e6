import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { Database } from '../../database/database.js';
import { takeNumbers } from '../../database/dealer-counter.js';
import { inTransaction } from '../../database/transaction.js';
import { FileStore } from '../../files/file.store.js';
import { QueueStore } from '../../queue/queue.store.js';
import type { Submission } from './submission.js';

type Queryable = Pick<PoolClient, 'query'>;

/** What is known of a message when it comes. */
interface Known {
  /** When the same message was accepted. */
  readonly enqueuedTime: Date | null;
  /** Whether its client used its id before, for whatever. */
  readonly idUsed: boolean;
  /** The last sequence of the dealer, when this was looked for. */
  readonly last: string | null;
}

/** Puts messages from CRS into the queue, each of them once. */
@Injectable()
export class IntakeStore {
  constructor(
    private readonly database: Database,
    private readonly queue: QueueStore,
    private readonly files: FileStore,
  ) {}

  /**
   * Stores messages of one dealer with their files, in their order: all of them or none. No two of them
   * may be the same.
   * @returns when each was put into the queue, now or, if it had come before, then
   */
  async store(dealerCode: string, submissions: readonly Submission[]): Promise<Date[]> {
    const files = filesOf(submissions);
    // Two statements will do unless another node adds messages of this dealer between them.
    const times =
      files.length === 0 && (await this.#add(this.database.pool, dealerCode, submissions));
    return times || this.#storeLocked(dealerCode, submissions, files);
  }

  #storeLocked(
    dealerCode: string,
    submissions: readonly Submission[],
    files: readonly Uint8Array[],
  ): Promise<Date[]> {
    return inTransaction(this.database.pool, async (client) => {
      await this.files.put(client, dealerCode, files);
      // The lock: from here on nobody else adds messages of this dealer.
      await takeNumbers(client, dealerCode, 'inbound', 0);
      const times = await this.#add(client, dealerCode, submissions);
      if (!times) throw new Error('Messages were added in spite of the lock');
      return times;
    });
  }

  /** @returns undefined when somebody else added messages since it was looked what there is */
  async #add(
    client: Queryable,
    dealerCode: string,
    submissions: readonly Submission[],
  ): Promise<Date[] | undefined> {
    const known = await lookUp(client, dealerCode, submissions);
    const fresh = withReusedIds(submissions, known);
    const after = Number(known[0]?.last ?? 0);
    const enqueued =
      fresh.length > 0 ? await this.queue.enqueue(client, dealerCode, 'in', fresh, { after }) : [];
    if (enqueued.length < fresh.length) return undefined;
    const times = enqueued.values();
    return known.map(({ enqueuedTime }) => enqueuedTime ?? timeOf(times));
  }
}

/** In one order, whoever stores them: so that no two transactions wait for each other. */
function filesOf(submissions: readonly Submission[]): Uint8Array[] {
  const files = new Map(submissions.flatMap((submission) => [...submission.files]));
  return [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, contents]) => contents);
}

/** The messages that are new, and whether their ids are. */
function withReusedIds(submissions: readonly Submission[], known: readonly Known[]): Submission[] {
  const used = new Set<string>();
  return submissions.flatMap((submission, index) => {
    const { submittedMessageId, enqueuedClientId } = submission;
    const id = JSON.stringify([enqueuedClientId, submittedMessageId]);
    const reusedId = known[index]?.idUsed === true || used.has(id);
    used.add(id);
    return known[index]?.enqueuedTime ? [] : [{ ...submission, reusedId }];
  });
}

function timeOf(times: Iterator<{ readonly enqueuedTime: Date }>): Date {
  const next = times.next();
  if (next.done) throw new Error('Fewer messages were put into the queue than were given');
  return next.value.enqueuedTime;
}

async function lookUp(
  client: Queryable,
  dealerCode: string,
  submissions: readonly Submission[],
): Promise<Known[]> {
  const { rows } = await client.query<Known>(LOOK_UP, [
    dealerCode,
    submissions.map((one) => one.submittedMessageId),
    submissions.map((one) => one.enqueuedClientId),
    submissions.map((one) => one.digest),
  ]);
  return rows;
}

/**
 * Looks for each message the first one from its place on in the unique key. Said in this way no other
 * index will do: by equality any one that begins with the dealer is as good to a planner that has no
 * statistics yet, and by EXISTS it would rather read all ids of the dealer. Nor is it prepared: a plan
 * that is made while the table is small would be kept.
 */
export const LOOK_UP = `
  SELECT CASE WHEN (same.direction, same.submitted_message_id, same.enqueued_client_id, same.digest)
      = ('in', given.id, given.client, given.digest) THEN same.enqueued_time END AS "enqueuedTime",
    (used.direction, used.submitted_message_id, used.enqueued_client_id)
      = ('in', given.id, given.client) IS TRUE AS "idUsed",
    (SELECT last FROM dealer_counter WHERE dealer_code = $1 AND name = 'inbound') AS last
  FROM unnest($2::text[], $3::text[], $4::bytea[])
      WITH ORDINALITY AS given (id, client, digest, number)
    LEFT JOIN LATERAL (
      SELECT * FROM message WHERE dealer_code = $1
        AND (direction, submitted_message_id, enqueued_client_id, digest)
          >= ('in', given.id, given.client, given.digest)
      ORDER BY direction, submitted_message_id, enqueued_client_id, digest LIMIT 1) AS same ON true
    LEFT JOIN LATERAL (
      SELECT * FROM message WHERE dealer_code = $1
        AND (direction, submitted_message_id, enqueued_client_id) >= ('in', given.id, given.client)
      ORDER BY direction, submitted_message_id, enqueued_client_id LIMIT 1) AS used ON true
  ORDER BY number`;
