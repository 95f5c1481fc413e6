import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What the pages of one pull have in common: who asks for what, in pages of which size. */
export interface Pull {
  readonly dealerCode: string;
  readonly clientId: string;
  readonly resource: string;
  readonly customers: readonly string[];
  /** Items per page. */
  readonly items: number;
}

/**
 * A pin is not worth the wait for the disk: it is only needed once another generation is published,
 * and that commit writes all that was committed before it. What a crash of PostgreSQL can lose is the
 * pins of the last half second that nothing was published after.
 */
const UNFLUSHED = `WITH unflushed AS (SELECT set_config('synchronous_commit', 'off', true))`;

/** Keeps a pull at the generation that its page 0 was read at, on whichever node it goes on. */
@Injectable()
export class PinStore {
  constructor(private readonly database: Database) {}

  /** Pins the pull from now on; one that begins anew is pinned anew. */
  async pin(pull: Pull, generation: string): Promise<void> {
    await this.database.pool.query({
      name: 'pin',
      text: `${UNFLUSHED}
             INSERT INTO pull_pin (dealer_code, client_id, request, generation, pinned_at, used_at)
             SELECT $1, $2, $3, $4::bigint, now(), now() FROM unflushed
             ON CONFLICT (dealer_code, client_id, request) DO UPDATE SET
               generation = excluded.generation, pinned_at = now(), used_at = now()`,
      values: [pull.dealerCode, pull.clientId, pullDigest(pull), generation],
    });
  }

  /** Lets the pin's idle time begin anew. */
  async touch(pull: Pull): Promise<void> {
    await this.database.pool.query({
      name: 'touch-pin',
      text: `${UNFLUSHED}
             UPDATE pull_pin SET used_at = now() FROM unflushed
             WHERE dealer_code = $1 AND client_id = $2 AND request = $3`,
      values: [pull.dealerCode, pull.clientId, pullDigest(pull)],
    });
  }
}

/** A text of fixed length that tells one pull of a client from another. */
export function pullDigest({
  resource,
  customers,
  items,
}: Pick<Pull, 'resource' | 'customers' | 'items'>) {
  return hash('sha256', JSON.stringify([resource, items, [...customers].sort()]), 'base64url');
}
