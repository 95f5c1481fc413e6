/** The types of message (§ Base Messaging Structure). */
export const MESSAGE_TYPES = [
  'request',
  'contract',
  'invoice',
  'message',
  'catalog',
  'document',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** The types of request (§ PO … Lead Request Integration). */
export const REQUEST_TYPES = [
  'purchase_order',
  'jobsite',
  'transfer',
  'extend',
  'calloff',
  'service',
  'quote',
  'lead',
] as const;

/** Every status that a request of some type can have. */
export const STATUSES = [
  'lead_screening',
  'submitted',
  'received',
  'scheduled',
  'quoted',
  'approved',
  'canceled',
  'closed',
] as const;

/** Most messages that one submission brings of a chain (§ Messaging Integration). */
export const MOST_CHAIN_MESSAGES = 10;

/** Characters of an identifier. */
export const MOST_IDENTIFIER_LENGTH = 200;
