import type { JsonObject } from '../interface/message/json-values.js';
import {
  flag,
  group,
  list,
  number,
  text,
  time,
  type DataFault,
  type DataOf,
  type Read,
} from './data-reader.js';
import type { RequestType } from '../interface/message/request-type.js';

/** A jobsite: as it is to be in the properties, as it is in `jobsite` (§ Jobsite). */
const site = (at: 'properties' | 'jobsite') =>
  group({
    jobsiteId: text(`${at}.jobsiteId`),
    name: text(`${at}.name`),
    firstName: text(`${at}.firstName`),
    lastName: text(`${at}.lastName`),
    address1: text(`${at}.address1`),
    address2: text(`${at}.address2`),
    city: text(`${at}.city`),
    state: text(`${at}.state`),
    postCode: text(`${at}.postCode`),
    country: text(`${at}.country`),
    latitude: text(`${at}.latitude`),
    longitude: text(`${at}.longitude`),
    phoneNumber: text(`${at}.phoneNumber`),
  });

const assets = list(
  'assets',
  group({
    rentedAssetId: text('rentedAssetId'),
    equipmentAssetId: text('equipmentAssetId'),
    serialNumber: text('serialNumber'),
  }),
);

/** § Service: `{filename, mimetype, contents}`, the contents as a reference to the stored file. */
const images = list(
  'properties.images',
  group({
    filename: text('filename'),
    mimetype: text('mimetype'),
    fileId: text('contents.fileId'),
    size: number('contents.size'),
  }),
);

const rate = (period: string) =>
  group({
    amount: number(`estimatedRate.${period}.amount`),
    currency: text(`estimatedRate.${period}.currency`),
  });

/** A shopping cart (§ Rental Request Integration): "the relevant elements of the items". */
const catalogItems = list(
  'properties.catalogItems',
  group({
    imageUrl: text('image.imageUrl'),
    quantity: number('quantity'),
    daily: rate('daily'),
    weekly: rate('weekly'),
    monthly: rate('monthly'),
    attachments: text('attachments'),
    path: text('path'),
    name: text('name'),
    rmsId: text('categoryGroup.rmsId'),
    title: text('categoryGroup.title'),
  }),
);

const userName = text('properties.userName');
const requestedDate = time('requestedDate');
const transportationNeeded = flag('properties.transportationNeeded');

const rental = {
  requestedDate,
  text: text('text'),
  catalogItems,
  language: text('properties.language'),
  firstName: text('properties.name-first'),
  lastName: text('properties.name-last'),
  // The samples write days as 01/22/2023.
  rentalStart: text('properties.rental-start'),
  rentalEnd: text('properties.rental-end'),
  delivery: flag('properties.delivery'),
  comments: text('properties.comments'),
  poNumber: text('properties.poNumber'),
  latitude: text('properties.latitude'),
  longitude: text('properties.longitude'),
  newJobsite: flag('properties.new-jobsite'),
  jobsiteName: text('properties.jobsite-name'),
  jobsiteAddress1: text('properties.jobsite-address-1'),
  jobsiteAddress2: text('properties.jobsite-address-2'),
  jobsiteCity: text('properties.jobsite-city'),
  jobsitePostCode: text('properties.jobsite-zip-postal'),
  jobsiteCountry: text('properties.jobsite-country'),
};

const READERS = {
  purchase_order: group({
    userName,
    currentPoNumber: text('properties.currentPoNumber'),
    poNumber: text('properties.poNumber'),
    contractNumber: text('contract.contractNumber'),
    contractId: text('contract.contractId'),
  }),
  jobsite: group({ userName, wanted: site('properties'), present: site('jobsite') }),
  transfer: group({
    userName,
    requestedDate,
    transportationNeeded,
    poNumber: text('properties.poNumber'),
    jobsite: site('properties'),
    assets,
  }),
  extend: group({ userName, requestedDate, assets }),
  calloff: group({
    userName,
    requestedDate,
    transportationNeeded,
    jobsiteId: text('properties.jobsiteId'),
    assets,
  }),
  service: group({
    userName,
    text: text('text'),
    requestedDate,
    isWorking: flag('properties.isWorking'),
    images,
    assets: oneAsset,
  }),
  quote: group({
    ...rental,
    quoteRequired: flag('properties.quoteRequired'),
    specialInformation: text('properties.specialInformation'),
  }),
  lead: group({
    ...rental,
    company: text('properties.name-company'),
    email: text('properties.email'),
    phone: text('properties.phone-business'),
    subscription: flag('properties.subscription'),
    dealerCode: text('properties.dealer-code'),
    dealerName: text('properties.dealer-name'),
    nationalAccountCode: text('properties.nationalAccountCode'),
    referringUrl: text('properties.referring-url'),
    geocodeLatitude: number('properties.googleGeocode.lat'),
    geocodeLongitude: number('properties.googleGeocode.lng'),
  }),
} satisfies Record<RequestType, Read<object>>;

/** What a request of each kind tells, checked and typed. */
export type RequestData = DataOf<typeof READERS>;

/** An asset that a request is about. */
export type RequestedAsset = ReturnType<typeof assets>[number];

/**
 * Reads what a request of a kind tells from its details in the interface's layout. Fields of no
 * meaning for the kind are passed over.
 * @returns the data, without what is not as the interface says, and the faults
 */
export function readData<Type extends RequestType>(
  type: Type,
  details: JsonObject,
): { readonly data: RequestData[Type]; readonly faults: readonly DataFault[] } {
  const faults: DataFault[] = [];
  const read = READERS[type] as Read<RequestData[Type]>;
  return { data: read(details, '', faults), faults };
}

/** The assets that a request of any kind is about. */
export function assetsOf(details: JsonObject): readonly RequestedAsset[] {
  return assets(details, '', []);
}

/** "a service request is limited to one asset in the array" (§ Service Request Integration). */
function oneAsset(details: JsonObject, at: string, faults: DataFault[]) {
  const found = assets(details, at, faults);
  if (found.length !== 1) faults.push({ path: 'assets', reason: 'must be exactly one asset' });
  return found;
}
