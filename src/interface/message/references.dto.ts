import { Identifier, Text, TextOrNumber } from './fields.js';

/** The contract that a request is about. */
export class ContractReference {
  @Identifier({ description: 'Number of the contract', example: 'C001' })
  contractNumber?: string | null;

  @Identifier({ description: 'Id of the contract in the RMS', example: 'C001' })
  contractId?: string | null;
}

/** The contract that a message chain is about. */
export class ChainContract {
  @Identifier({ description: 'Id of the contract in the RMS', example: 'C001' })
  contractId?: string | null;
}

/** An asset on rent. */
export class AssetReference {
  @Identifier({ example: '34567' })
  rentedAssetId?: string | null;

  @Identifier({ example: '23456' })
  equipmentAssetId?: string | null;

  @Identifier({ example: '12345' })
  serialNumber?: string | null;
}

/** A jobsite as it is before the change that is asked for (§ Jobsite Request Integration). */
export class SubmittedJobsite {
  @Identifier({ example: 'J001' })
  jobsiteId?: string | null;

  @Text()
  name?: string | null;

  @Text({ description: 'First name of the contact' })
  firstName?: string | null;

  @Text({ description: 'Last name of the contact' })
  lastName?: string | null;

  @Text()
  address1?: string | null;

  @Text()
  address2?: string | null;

  @Text()
  city?: string | null;

  @Text()
  state?: string | null;

  @TextOrNumber()
  postCode?: string | number | null;

  @Text()
  country?: string | null;

  @TextOrNumber({ example: '39.3600' })
  latitude?: string | number | null;

  @TextOrNumber({ example: '-84.3099' })
  longitude?: string | number | null;

  @TextOrNumber()
  phoneNumber?: string | number | null;
}
