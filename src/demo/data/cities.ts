/** A town that the demo dealer's customers work in. */
export interface City {
  name: string;
  state: string;
  country: 'USA' | 'CAN';
  /** The first three characters of its postal codes. */
  postal: string;
  areaCode: string;
  latitude: number;
  longitude: number;
  /** The dealer's location that serves the town. */
  location: string;
}

type Row = readonly [string, string, City['country'], string, string, number, number, string];

const ROWS: readonly Row[] = [
  ['Minneapolis', 'MN', 'USA', '554', '612', 44.9778, -93.265, 'MSP1'],
  ['Saint Paul', 'MN', 'USA', '551', '651', 44.9537, -93.09, 'MSP2'],
  ['Bloomington', 'MN', 'USA', '554', '952', 44.8408, -93.2983, 'MSP1'],
  ['Saint Cloud', 'MN', 'USA', '563', '320', 45.5579, -94.1632, 'STC1'],
  ['Duluth', 'MN', 'USA', '558', '218', 46.7867, -92.1005, 'DLH1'],
  ['Rochester', 'MN', 'USA', '559', '507', 44.0121, -92.4802, 'RST1'],
  ['Mankato', 'MN', 'USA', '560', '507', 44.1636, -93.9994, 'RST1'],
  ['Fargo', 'ND', 'USA', '581', '701', 46.8772, -96.7898, 'FAR1'],
  ['Grand Forks', 'ND', 'USA', '582', '701', 47.9253, -97.0329, 'FAR1'],
  ['Eau Claire', 'WI', 'USA', '547', '715', 44.8113, -91.4985, 'EAU1'],
  ['La Crosse', 'WI', 'USA', '546', '608', 43.8138, -91.2519, 'EAU1'],
  ['Sioux Falls', 'SD', 'USA', '571', '605', 43.5446, -96.7311, 'FSD1'],
  ['Des Moines', 'IA', 'USA', '503', '515', 41.5868, -93.625, 'DSM1'],
  ['Cedar Rapids', 'IA', 'USA', '524', '319', 41.9779, -91.6656, 'DSM1'],
  ['Winnipeg', 'MB', 'CAN', 'R3C', '204', 49.8951, -97.1384, 'YWG1'],
  ['Saint-Boniface', 'MB', 'CAN', 'R2H', '204', 49.8897, -97.1156, 'YWG1'],
  ['Brandon', 'MB', 'CAN', 'R7A', '204', 49.8485, -99.9501, 'YBR1'],
];

/** The towns, by the country and state they lie in. */
export const CITIES: readonly City[] = ROWS.map(
  ([name, state, country, postal, areaCode, latitude, longitude, location]) => {
    return { name, state, country, postal, areaCode, latitude, longitude, location };
  },
);
