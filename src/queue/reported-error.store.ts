import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';

/** What CRS reports about messages of ours after it has taken them. */
@Injectable()
export class ReportedErrorStore {
  /**
   * Keeps an error with the message that it is about, if that is one of ours.
   * @param submittedMessageId the `errorSubmittedMessageId` of CRS's message
   */
  async note(
    client: Pick<ClientBase, 'query'>,
    dealerCode: string,
    submittedMessageId: string,
    errorCode: string,
  ): Promise<void> {
    await client.query(
      `UPDATE message SET crs_error = $3
       WHERE dealer_code = $1 AND direction = 'out' AND submitted_message_id = $2`,
      [dealerCode, submittedMessageId, errorCode],
    );
  }
}
