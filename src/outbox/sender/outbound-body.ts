import { Injectable } from '@nestjs/common';
import { FileStore } from '../../files/file.store.js';

// Within a string the quotes would be escaped: only a member is found.
const REFERENCE = /"contents":\{"fileId":"([\w-]{43})","size":\d+\}/g;

/** A message names a file that is not stored. */
export class FileMissingError extends Error {
  override readonly name = 'FileMissingError';
}

/** Makes of a stored message what is sent: the contents of files in their place, in base64. */
@Injectable()
export class OutboundBody {
  constructor(private readonly files: FileStore) {}

  /**
   * The bytes to send, the same each time.
   * @throws FileMissingError
   */
  async whole(dealerCode: string, body: string): Promise<string> {
    const ids = new Set(Array.from(body.matchAll(REFERENCE), ([, fileId = '']) => fileId));
    if (ids.size === 0) return body;
    const contents = new Map<string, string>();
    for (const fileId of ids) {
      const file = await this.files.get(dealerCode, fileId);
      if (!file) throw new FileMissingError(`Its file ${fileId} is not stored`);
      contents.set(fileId, file.toString('base64'));
    }
    return body.replaceAll(
      REFERENCE,
      (_reference, fileId: string) => `"contents":"${contents.get(fileId) ?? ''}"`,
    );
  }
}
