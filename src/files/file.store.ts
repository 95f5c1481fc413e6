import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { Database } from '../database/database.js';

/** What a message's JSON holds in place of a file's contents. */
export interface FileReference {
  /** Id of the stored file. */
  readonly fileId: string;
  /** Bytes. */
  readonly size: number;
}

/** The contents of images and attachments, stored once per content. */
@Injectable()
export class FileStore {
  constructor(private readonly database: Database) {}

  /** The id that contents will have: opaque, and the same for the same contents. */
  static idOf(contents: Uint8Array): string {
    return hash('sha256', contents, 'base64url');
  }

  /**
   * Stores contents by their ids, within the caller's transaction, unless they are stored already. In
   * one order, whoever stores them: so that no two transactions wait for each other.
   */
  async put(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    files: ReadonlyMap<string, Uint8Array>,
  ): Promise<void> {
    for (const [fileId, contents] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1)))
      await client.query({
        name: 'put-file',
        text: `INSERT INTO stored_file (dealer_code, file_id, size, contents)
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        values: [dealerCode, fileId, contents.length, contents],
      });
  }

  /** The contents of a stored file, or undefined. */
  async get(dealerCode: string, fileId: string): Promise<Buffer | undefined> {
    const { rows } = await this.database.pool.query<{ contents: Buffer }>(
      'SELECT contents FROM stored_file WHERE dealer_code = $1 AND file_id = $2',
      [dealerCode, fileId],
    );
    return rows[0]?.contents;
  }
}
