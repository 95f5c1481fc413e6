/** Where a firm's name may start. */
export const FIRM_PLACES: readonly string[] = [
  'North Shore',
  'Red River',
  'Twin Cities',
  'Upper Midwest',
  'Prairie States',
  'St. Croix Valley',
  'Iron Range',
  'Blue Earth',
  'Mille Lacs',
  'Coulee Region',
  'Great Plains',
  'Assiniboine',
  'Driftless',
  'Lake Superior',
  'Capitol',
  'Interstate',
];

/** What a firm does. */
export const FIRM_TRADES: readonly string[] = [
  'Construction',
  'Excavating',
  'Paving',
  'Contracting',
  'Concrete',
  'Builders',
  'Earthworks',
  'Utilities',
  'Demolition',
  'Landscaping',
  'Bridge & Structure',
  'Mechanical',
  'Electric',
  'Roofing',
  'Steel Erectors',
  'Site Services',
  'Farms',
  'Logistics',
];

/** The legal form, which many names leave out. */
export const FIRM_FORMS: readonly string[] = ['', '', ', INC', ', LLC', ' Co.', ', Ltd.', ' Corp.'];

/** Names that are not put together from parts, among them the ones that need Unicode most. */
export const WHOLE_FIRM_NAMES: readonly string[] = [
  '日本建設 America, Inc. (Nihon Kensetsu)',
  'Constructions Bélanger & Frères Ltée',
  'Peña e Hijos Construcción, LLC',
  'Müller Erdbau GmbH, US Branch',
  'City of Saint Cloud - Public Works',
  'BRIDGER, INC',
  'Muñoz Hermanos Concrete "M&H"',
  'State Department of Transportation, District 6',
];
