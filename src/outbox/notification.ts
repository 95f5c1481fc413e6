import type { NotificationType } from './connection/crs-connection.js';

/** Lets CRS refresh a customer's data of a type (§ Simple Real-Time Update). */
export interface Notification {
  readonly customerNumber: string;
  readonly messageType: NotificationType;
}

/** A notification, and the message that takes it to CRS. */
export interface QueuedNotification extends Notification {
  readonly sequence: number;
  readonly submittedMessageId: string;
  /** The message waited already, for an earlier change. */
  readonly merged: boolean;
}
