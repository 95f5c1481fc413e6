/** Who did something: CRS or its users, or the dealer. */
export type Side = 'crs' | 'dealer';

/** The machine that a chain is about; at least one of its ids is known. */
export interface ChainAsset {
  readonly rentedAssetId: string | null;
  readonly equipmentAssetId: string | null;
  readonly serialNumber: string | null;
}

/** A chain of messages between the dealer and a customer (§ Asset-centric Messaging Integration). */
export interface ChainRecord extends ChainAsset {
  /** Our id: CRS's `remoteId`. */
  readonly chainId: string;
  /** CRS's id, once known. */
  readonly crsId: string | null;
  readonly customerNumber: string | null;
  readonly contractId: string | null;
  /** False when the machine is no longer on rent: nothing can be written any more. */
  readonly active: boolean;
  readonly openedBy: Side;
  readonly createdDate: Date;
  readonly createdBy: string | null;
  readonly userName: string | null;
  readonly messageCount: number;
  /** What CRS has to say against it; null when nothing. */
  readonly flag: string | null;
}

/** One message of a chain. */
export interface ChainMessageRecord {
  /** From 1, in the order they came to be known here. */
  readonly number: number;
  /** Through whom it came to be known here. */
  readonly origin: Side;
  readonly createdDate: Date;
  readonly createdBy: string | null;
  readonly userName: string | null;
  readonly messageText: string;
  /** The time is CRS's, who keeps the chain. */
  readonly confirmed: boolean;
  /** The message to or from CRS that took or brought it. */
  readonly sequence: number | null;
}
