import { createHash } from 'node:crypto';
import type { NewMessage } from '../../src/queue/message-record.js';

/** A message to be queued; its body is its id and its key. */
export function queuedMessage(
  id: string,
  queueKey: string,
  about: Partial<NewMessage> = {},
): NewMessage {
  return {
    messageType: 'request',
    customerNumber: 'C1',
    priority: 1,
    submittedMessageId: id,
    submittedTime: new Date(),
    digest: createHash('sha256').update(id).digest(),
    body: JSON.stringify({ id, queueKey }),
    queueKey,
    enqueuedClientId: 'crs',
    ...about,
  };
}
