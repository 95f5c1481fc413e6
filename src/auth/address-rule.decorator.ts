import { SetMetadata } from '@nestjs/common';
import type { GUARDED_BY_ADDRESS } from '../config/variables.js';

/** What ALLOW_FROM can keep to some addresses. */
export type AddressRule = (typeof GUARDED_BY_ADDRESS)[number];

/** Metadata key of {@link KeptToAddresses}. */
export const ADDRESS_RULE = Symbol('ADDRESS_RULE');

/** Lets ALLOW_FROM say where a public route may be called from; others go by their scope. */
export const KeptToAddresses = (rule: AddressRule) => SetMetadata(ADDRESS_RULE, rule);
