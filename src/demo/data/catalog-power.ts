import type { CategoryRow } from './catalog-types.js';

/** Power, light, air, heat and water. */
export const POWER: readonly CategoryRow[] = [
  {
    code: 'GEN',
    title: 'GENERATORS',
    equipment:
      'sound attenuated, trailer mounted, multi-voltage, cam-lock panel, double-wall fuel tank',
    groups: [
      ['GENERATOR, 20 KW', 'XQ20', 145],
      ['GENERATOR, 60 KW', 'XQ60', 235],
      ['GENERATOR, 125 KW', 'XQ125', 360],
      ['GENERATOR, 230 KW', 'XQ230', 495],
      ['GENERATOR, 500 KW', 'XQ500', 890],
      ['GENERATOR, 2,000 KW, CONTAINER', 'XQ2000', 0],
      ['PORTABLE GENERATOR, 7 KW', 'RP7500 E', 58],
    ],
  },
  {
    code: 'LTWR',
    title: 'LIGHT TOWERS',
    equipment: 'four LED heads, vertical mast, dusk-to-dawn auto start, outriggers',
    groups: [
      ['LIGHT TOWER, LED, DIESEL', 'LT5', 98, 'GENERAC MOBILE'],
      ['LIGHT TOWER, LED, WIDE BODY, 20 KW', 'MLT6SMD', 125, 'GENERAC MOBILE'],
      ['LIGHT TOWER, SOLAR', 'SLT400', 135, 'ALLMAND'],
      ['LIGHT CART, INDOOR', 'LC-800', 42, 'ALLMAND'],
    ],
  },
  {
    code: 'AIRC',
    title: 'AIR COMPRESSORS',
    equipment: 'tow-behind, aftercooler and filters where fitted, 50 ft of 3/4 in hose',
    groups: [
      ['AIR COMPRESSOR, 185 CFM', 'P185', 135, 'DOOSAN PORTABLE POWER'],
      ['AIR COMPRESSOR, 375 CFM', 'XATS 375', 225, 'ATLAS COPCO'],
      ['AIR COMPRESSOR, 900 CFM', 'XAS 900', 465, 'ATLAS COPCO'],
      ['AIR COMPRESSOR, 1,600 CFM, OIL FREE', 'PTS 1600', 0, 'ATLAS COPCO'],
    ],
  },
  {
    code: 'PUMP',
    title: 'PUMPS',
    equipment: 'with suction and discharge fittings, strainer and 50 ft of discharge hose',
    groups: [
      ['SUBMERSIBLE PUMP, 2 IN, ELECTRIC', 'WEDA D04', 48, 'ATLAS COPCO'],
      ['TRASH PUMP, 3 IN', 'PT3A', 85, 'WACKER NEUSON'],
      ['TRASH PUMP, 6 IN, DIESEL', 'PAS 150', 265, 'ATLAS COPCO'],
      ['DEWATERING PUMP, 12 IN, DIESEL', 'PAC 300', 590, 'ATLAS COPCO'],
    ],
  },
  {
    code: 'HVAC',
    title: 'HEATING AND COOLING',
    equipment: 'with 25 ft of duct, remote thermostat, and fuel tank where fitted',
    groups: [
      ['INDIRECT HEATER, 400,000 BTU', 'FVO-400', 165, 'FLAGRO'],
      ['GROUND HEATER, 3,000 FT', 'E3000', 545, 'GROUND HEATERS'],
      ['SPOT COOLER, 5 TON', 'CM60', 195, 'MOVINCOOL'],
      ['CHILLER, 100 TON', 'CH100', 0, 'CARRIER RENTAL'],
    ],
  },
];
