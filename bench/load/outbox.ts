import { setTimeout as delay } from 'node:timers/promises';
import { SecretBox } from '../../src/auth/secret-box.js';
import { withClient } from '../../src/database/session.js';
import { ConnectionSecrets } from '../../src/outbox/connection/connection-secrets.js';
import type { CrsPeer } from '../../test/support/crs-peer.js';
import { settle } from '../dealer-data.js';

const LOOK_MS = 20;

/** The outbox of one dealer on a database, and what the bench does with it. */
export class BenchOutbox {
  constructor(
    private readonly url: string,
    private readonly dealer: string,
    private readonly secretsKey: Buffer,
  ) {}

  /** Connects the dealer with the peer; nothing is sent yet. */
  async connect(peer: CrsPeer): Promise<void> {
    const secrets = new ConnectionSecrets(new SecretBox(this.secretsKey));
    const secret = secrets.seal(this.dealer, 'secret', peer.clients.get('dealer') ?? '');
    await this.#query(
      `INSERT INTO crs_connection (dealer_code, message_url, token_url, client_id, environment,
         state, secret, secret_time, notify_types, notified_generation, due_time)
       VALUES ($1, $2, $3, 'dealer', 'test', 'paused', $4, now(), '{}', 0, now())`,
      [this.dealer, peer.messageUrl, peer.tokenUrl, secret],
    );
  }

  /** Empties the queue, and puts so many messages of about 2 kB into it, four to a key. */
  async fill(number: number): Promise<void> {
    await this.#query('TRUNCATE message, message_lane');
    await this.#query(FILL_MESSAGES, [this.dealer, number]);
    await this.#query(FILL_LANES, [this.dealer, number]);
    await settle(this.url);
  }

  /** Lets the server send until so many have arrived. @returns messages a second */
  async drain(peer: CrsPeer, number: number): Promise<number> {
    const before = peer.posts.length;
    await this.#query(`UPDATE crs_connection SET state = 'active', due_time = now()`);
    while (peer.posts.length < before + number) await delay(LOOK_MS);
    await this.#query(`UPDATE crs_connection SET state = 'paused'`);
    while ((await this.#query('SELECT FROM crs_connection WHERE lease IS NOT NULL')) > 0)
      await delay(LOOK_MS);
    return rateOf(peer.posts.slice(before, before + number).map(({ time }) => time));
  }

  #query(sql: string, values: unknown[] = []): Promise<number> {
    return withClient(this.url, async (client) => (await client.query(sql, values)).rowCount ?? 0);
  }
}

/** Of moments in milliseconds, in their order. */
export function rateOf(times: readonly number[]): number {
  const milliseconds = (times.at(-1) ?? NaN) - (times[0] ?? NaN);
  return ((times.length - 1) * 1000) / milliseconds;
}

const FILL_MESSAGES = `
  INSERT INTO message (dealer_code, direction, sequence, state, message_type, customer_number,
    priority, submitted_message_id, submitted_time, digest, body, queue_key, enqueued_time,
    enqueued_client_id)
  SELECT $1::text, 'out', n, 'queued', 'request', '001234', 1, 'bench-' || n, now(),
    sha256(n::text::bytea),
    json_build_object('dealerCode', $1::text, 'customerNumber', '001234', 'submittedPriority', 1,
      'submittedMessageId', 'bench-' || n, 'submittedTime', '2022-01-01T00:00:00Z',
      'messageType', 'request', 'payload', json_build_object('text', repeat('x', 1800))),
    'request/' || (n + 3) / 4, now(), ''
  FROM generate_series(1, $2::int) AS n`;

const FILL_LANES = `
  INSERT INTO message_lane (dealer_code, direction, queue_key, head, priority, due_time)
  SELECT $1::text, 'out', 'request/' || (n + 3) / 4, n, 1, now()
  FROM generate_series(1, $2::int, 4) AS n`;
