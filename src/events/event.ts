/** What can happen. */
export const EVENT_TYPES = [
  'request.opened',
  'request.updated',
  'request.closed',
  'request.refused',
  'request.flagged',
  'chain.opened',
  'chain.message',
  'chain.closed',
  'chain.flagged',
  'notification.received',
  'message.parked',
  'message.unmatched',
  'message.dropped',
  'load.published',
  'load.held',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Something that happened, to be told to the dealer's systems. */
export interface NewEvent {
  readonly type: EventType;
  /** Ids and a few facts: enough to decide whether to fetch the whole. No contents of files. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event in its place in the feed. */
export interface EventRecord extends NewEvent {
  /** From 1 for each dealer, in commit order and without gaps. */
  readonly sequence: number;
  readonly time: Date;
}
