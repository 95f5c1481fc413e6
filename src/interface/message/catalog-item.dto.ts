import { AnyObject, Decimal, Identifier, Nested, Text, Whole } from './fields.js';

/** Where the picture of a catalog item is. */
export class CatalogItemImage {
  @Text({ description: 'Address of the picture' })
  imageUrl?: string | null;
}

/** What it costs to rent something for some time. */
export class SubmittedRate {
  @Decimal({ example: 190 })
  amount?: number | null;

  @Text({ example: 'USD' })
  currency?: string | null;
}

/** What it is expected to cost to rent a catalog item. */
export class EstimatedRate {
  @Nested(() => SubmittedRate)
  daily?: SubmittedRate | null;

  @Nested(() => SubmittedRate)
  weekly?: SubmittedRate | null;

  @Nested(() => SubmittedRate)
  monthly?: SubmittedRate | null;
}

/** The item in the dealer's own catalog. */
export class CategoryGroupReference {
  @Identifier({ description: 'Id of the item in the RMS', example: 'PB 60H' })
  rmsId?: string | null;

  @Text({ description: 'Name of the item in the RMS' })
  title?: string | null;
}

/** An item of a shopping cart (§ Rental Request Integration). */
export class SubmittedCatalogItem {
  @Nested(() => CatalogItemImage)
  image?: CatalogItemImage | null;

  @Whole({ description: 'How many are asked for', example: 1 })
  quantity?: number | null;

  @Nested(() => EstimatedRate)
  estimatedRate?: EstimatedRate | null;

  @Text({ description: 'The attachments that are asked for, as text' })
  attachments?: string | null;

  @Text({ description: 'The page where it was put into the shopping cart' })
  path?: string | null;

  @Text({ description: 'Name of the item in the store’s catalog' })
  name?: string | null;

  @AnyObject()
  properties?: Readonly<Record<string, unknown>> | null;

  @Nested(() => CategoryGroupReference)
  categoryGroup?: CategoryGroupReference | null;
}
