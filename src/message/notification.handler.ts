import { Injectable } from '@nestjs/common';
import type { Handled, InboundMessage } from '../queue/inbound.js';

/**
 * `contract`, `invoice`, `catalog` and `document` messages: the other side says that data of a customer
 * changed (§ Simple Real-Time Update). The dealer's systems are told; nothing is fetched.
 */
@Injectable()
export class NotificationHandler {
  handle(message: InboundMessage, messageType: string): Handled {
    const { customerNumber, submittedMessageId } = message;
    const data = { messageType, customerNumber, submittedMessageId };
    return { outcome: 'noted', events: [{ type: 'notification.received', data }] };
  }
}
