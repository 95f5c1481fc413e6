import { SubmittedCatalogItem } from './catalog-item.dto.js';
import { Flag, Identifier, ListOf, Nested, Text, TextOrNumber } from './fields.js';
import { SubmittedFile } from './file.dto.js';

/** Where a lead is. */
export class Geocode {
  @TextOrNumber({ example: 40.143105 })
  lat?: string | number | null;

  @TextOrNumber({ example: 47.576927 })
  lng?: string | number | null;
}

/**
 * What a request of some type tells: each type has its own of these fields (§ PO … Lead Request
 * Integration). Those that the samples write as text and as something else may be either.
 */
export class RequestProperties {
  @TextOrNumber({ description: 'Purchase order number as it is on the contract' })
  currentPoNumber?: string | number | null;

  @TextOrNumber({ description: 'Purchase order number that is asked for' })
  poNumber?: string | number | null;

  @Text({ description: 'Full name of the user who created the request' })
  userName?: string | null;

  @Identifier({ description: 'Jobsite that is to be changed, or that the assets go to' })
  jobsiteId?: string | null;

  @Text({ description: 'Name of the jobsite' })
  name?: string | null;

  @Text()
  firstName?: string | null;

  @Text()
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

  @TextOrNumber()
  latitude?: string | number | null;

  @TextOrNumber()
  longitude?: string | number | null;

  @TextOrNumber()
  phoneNumber?: string | number | null;

  @Flag({ description: 'Whether the dealer is to transport the assets' })
  transportationNeeded?: boolean | string | null;

  @Flag({ description: 'Whether the machine works' })
  isWorking?: boolean | string | null;

  @ListOf(() => SubmittedFile)
  images?: SubmittedFile[] | null;

  @Text()
  language?: string | null;

  @Text()
  'name-first'?: string | null;

  @Text()
  'name-last'?: string | null;

  @Flag({ description: 'Whether the customer asks for a quote' })
  quoteRequired?: boolean | string | null;

  @Flag({ description: 'Whether the assets are to be delivered' })
  delivery?: boolean | string | null;

  @Text({ description: 'Day, as 01/23/2023' })
  'rental-end'?: string | null;

  @Text({ description: 'Day, as 01/22/2023' })
  'rental-start'?: string | null;

  @Flag({ description: 'Whether the jobsite is a new one' })
  'new-jobsite'?: boolean | string | null;

  @Text()
  'jobsite-name'?: string | null;

  @TextOrNumber()
  'jobsite-zip-postal'?: string | number | null;

  @Text()
  'jobsite-country'?: string | null;

  @Text()
  'jobsite-address-1'?: string | null;

  @Text()
  'jobsite-address-2'?: string | null;

  @Text()
  'jobsite-city'?: string | null;

  @Text()
  comments?: string | null;

  @Text()
  specialInformation?: string | null;

  @Text()
  'zift-partner-id'?: string | null;

  @Text()
  'zift-id'?: string | null;

  @TextOrNumber()
  elqSiteID?: string | number | null;

  @Text()
  elqPost?: string | null;

  @Text()
  elqFormName?: string | null;

  @Text()
  elqCustomerGUID?: string | null;

  @Text()
  utm_medium?: string | null;

  @Text()
  utm_content?: string | null;

  @Text()
  utm_campaign?: string | null;

  @Text()
  utm_term?: string | null;

  @Text()
  utm_source?: string | null;

  @Text()
  GACLIENTID?: string | null;

  @Text()
  GAUSERID?: string | null;

  @Text()
  GATRACKID?: string | null;

  @Text()
  SFCID?: string | null;

  @Text()
  formURL?: string | null;

  @Text()
  'referring-url'?: string | null;

  @Text()
  'dealer-code'?: string | null;

  @Text()
  'dealer-name'?: string | null;

  @Text()
  'name-company'?: string | null;

  @TextOrNumber()
  'phone-business'?: string | number | null;

  @Text()
  subscription?: string | null;

  @Text()
  email?: string | null;

  @Text()
  nationalAccountCode?: string | null;

  @Nested(() => Geocode)
  googleGeocode?: Geocode | null;

  @ListOf(() => SubmittedCatalogItem)
  catalogItems?: SubmittedCatalogItem[] | null;
}
