/** A location of the demo dealer, as the interface shows it. */
export interface DealerLocation {
  locationId: string;
  properties: {
    address1: string;
    address2?: string;
    city: string;
    state: string;
    postalcode: string;
    country: string;
    latitude: string;
    longitude: string;
    name: string;
  };
}

/** The dealer's locations: two countries, five states and a province. */
export const DEALER_LOCATIONS: readonly DealerLocation[] = [
  {
    locationId: 'MSP1',
    properties: {
      address1: '4200 Industrial Blvd NE',
      address2: 'Building B',
      city: 'Minneapolis',
      state: 'MN',
      postalcode: '55421',
      country: 'USA',
      latitude: '45.0463',
      longitude: '-93.2512',
      name: 'Minneapolis Rental Store',
    },
  },
  {
    locationId: 'MSP2',
    properties: {
      address1: '1180 Energy Park Dr',
      city: 'Saint Paul',
      state: 'MN',
      postalcode: '55108',
      country: 'USA',
      latitude: '44.9716',
      longitude: '-93.1531',
      name: 'Saint Paul Power Systems',
    },
  },
  {
    locationId: 'STC1',
    properties: {
      address1: '3065 Roosevelt Rd',
      city: 'Saint Cloud',
      state: 'MN',
      postalcode: '56301',
      country: 'USA',
      latitude: '45.5361',
      longitude: '-94.1814',
      name: 'Saint Cloud',
    },
  },
  {
    locationId: 'DLH1',
    properties: {
      address1: '4645 Rice Lake Rd',
      city: 'Duluth',
      state: 'MN',
      postalcode: '55811',
      country: 'USA',
      latitude: '46.8446',
      longitude: '-92.1477',
      name: 'Duluth',
    },
  },
  {
    locationId: 'RST1',
    properties: {
      address1: '2450 Marion Rd SE',
      city: 'Rochester',
      state: 'MN',
      postalcode: '55904',
      country: 'USA',
      latitude: '43.9866',
      longitude: '-92.4301',
      name: 'Rochester',
    },
  },
  {
    locationId: 'FAR1',
    properties: {
      address1: '3402 36th St SW',
      address2: 'Suite 100',
      city: 'Fargo',
      state: 'ND',
      postalcode: '58104',
      country: 'USA',
      latitude: '46.8298',
      longitude: '-96.8375',
      name: 'Fargo',
    },
  },
  {
    locationId: 'EAU1',
    properties: {
      address1: '1620 Western Ave',
      city: 'Eau Claire',
      state: 'WI',
      postalcode: '54703',
      country: 'USA',
      latitude: '44.8287',
      longitude: '-91.5422',
      name: 'Eau Claire',
    },
  },
  {
    locationId: 'FSD1',
    properties: {
      address1: '3200 N 1st Ave',
      city: 'Sioux Falls',
      state: 'SD',
      postalcode: '57104',
      country: 'USA',
      latitude: '43.5801',
      longitude: '-96.7284',
      name: 'Sioux Falls',
    },
  },
  {
    locationId: 'DSM1',
    properties: {
      address1: '5000 NE 22nd St',
      city: 'Des Moines',
      state: 'IA',
      postalcode: '50313',
      country: 'USA',
      latitude: '41.6432',
      longitude: '-93.5811',
      name: 'Des Moines',
    },
  },
  {
    locationId: 'YWG1',
    properties: {
      address1: '1550 Inkster Blvd',
      city: 'Winnipeg',
      state: 'MB',
      postalcode: 'R2X 1R2',
      country: 'CAN',
      latitude: '49.9394',
      longitude: '-97.1912',
      name: 'Winnipeg',
    },
  },
  {
    locationId: 'YBR1',
    properties: {
      address1: '1910 Richmond Ave E',
      city: 'Brandon',
      state: 'MB',
      postalcode: 'R7A 7H2',
      country: 'CAN',
      latitude: '49.8262',
      longitude: '-99.9127',
      name: 'Brandon',
    },
  },
];
