import { Flag, Identifier, Instant, ListOf, Nested, Text } from './fields.js';
import { AssetReference, ChainContract } from './references.dto.js';
import { MOST_CHAIN_MESSAGES } from './vocabulary.js';

/** Who wrote something. */
export class AuthorProperties {
  @Text({ description: 'Full name of the user' })
  userName?: string | null;
}

/** A chain of messages about an asset on rent (§ Messaging Integration). */
export class SubmittedChain {
  @Identifier({ description: 'Id of the chain where it is sent from' })
  localId?: string | null;

  @Identifier({ description: 'Id of the chain where it is sent to, once it is known' })
  remoteId?: string | null;

  @Text({ example: 'asset' })
  chainType?: string | null;

  @Instant()
  createdDate?: string | null;

  @Text()
  createdBy?: string | null;

  @Flag({ description: 'False when the asset is no longer on rent' })
  active?: boolean | string | null;

  @Nested(() => AuthorProperties)
  properties?: AuthorProperties | null;
}

/** A message of a chain. */
export class SubmittedChainMessage {
  @Instant()
  createdDate?: string | null;

  @Text()
  createdBy?: string | null;

  @Text()
  messageText?: string | null;

  @Nested(() => AuthorProperties)
  properties?: AuthorProperties | null;
}

/** Messages of a chain, and what they are about. */
export class SubmittedChainContent {
  @Nested(() => SubmittedChain)
  messageChain?: SubmittedChain | null;

  @ListOf(() => SubmittedChainMessage, { description: 'Newest first', most: MOST_CHAIN_MESSAGES })
  messages?: SubmittedChainMessage[] | null;

  @Nested(() => AssetReference)
  asset?: AssetReference | null;

  @Nested(() => ChainContract)
  contract?: ChainContract | null;
}
