import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';

/** A token as it is stored. */
export interface SealedToken {
  readonly token: Uint8Array;
  /** It is not used any more from here on. */
  readonly until: Date;
}

/**
 * The tokens of connections, and which secret they are got with. All here do nothing when what a token
 * is asked for with was changed meanwhile.
 */
@Injectable()
export class TokenStore {
  constructor(private readonly database: Database) {}

  async keep({ dealerCode, revision }: ClaimedConnection, sealed: SealedToken): Promise<void> {
    await this.database.pool.query({
      name: 'keep-crs-token',
      text: `UPDATE crs_connection SET token = $3, token_until = $4
             WHERE dealer_code = $1 AND revision = $2`,
      values: [dealerCode, revision, sealed.token, sealed.until],
    });
  }

  /** The new secret takes the place of the other one. */
  async promote({ dealerCode, revision }: ClaimedConnection, sealed: SealedToken): Promise<void> {
    await this.database.pool.query(
      `UPDATE crs_connection SET token = $3, token_until = $4, secret = next_secret,
         secret_time = next_secret_time, next_secret = NULL, next_secret_time = NULL,
         next_secret_due = NULL, next_secret_error = NULL
       WHERE dealer_code = $1 AND revision = $2 AND next_secret IS NOT NULL`,
      [dealerCode, revision, sealed.token, sealed.until],
    );
  }

  async postponeNext(
    { dealerCode, revision }: ClaimedConnection,
    error: string,
    due: Date,
  ): Promise<void> {
    await this.database.pool.query(
      `UPDATE crs_connection SET next_secret_due = $4, next_secret_error = $3
       WHERE dealer_code = $1 AND revision = $2`,
      [dealerCode, revision, error, due],
    );
  }
}
