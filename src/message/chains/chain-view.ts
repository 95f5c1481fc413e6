import type { Side } from './chain.js';

/** A chain as the dealer's systems see it. Times are ISO 8601. */
export interface ChainSummary {
  /** Our id. */
  readonly id: string;
  readonly crsId?: string;
  readonly customerNumber: string | null;
  readonly contractId: string | null;
  readonly rentedAssetId: string | null;
  readonly equipmentAssetId: string | null;
  readonly serialNumber: string | null;
  /** Whether it can be written in it. */
  readonly active: boolean;
  readonly openedBy: Side;
  readonly createdDate: string;
  readonly createdBy: string | null;
  readonly userName: string | null;
  readonly messageCount: number;
  /** What CRS has to say against it. */
  readonly flag?: string;
  readonly changedTime: string;
}

/** A message of a chain, as the dealer's systems see it. */
export interface ChainMessageView {
  /** In the order they came to be known here. */
  readonly number: number;
  readonly origin: Side;
  readonly createdDate: string;
  readonly createdBy: string | null;
  readonly userName: string | null;
  readonly messageText: string;
  /** CRS has it, and the time is CRS's. */
  readonly confirmed: boolean;
  /** Id of the message that brought it, or takes it to CRS. */
  readonly message?: string;
}

/** A chain with all its messages, the oldest first. */
export interface ChainDetails extends ChainSummary {
  readonly messages: readonly ChainMessageView[];
}
