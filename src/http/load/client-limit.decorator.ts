import { SetMetadata } from '@nestjs/common';

/** What a request counts as for the limits of its client. */
export type Counted = 'pull' | 'message' | 'other';

/** Metadata key of {@link CountsAs}. */
export const COUNTS_AS = Symbol('COUNTS_AS');

/** Says what the requests of a route count as; `other` without it. */
export const CountsAs = (counted: Counted) => SetMetadata(COUNTS_AS, counted);
