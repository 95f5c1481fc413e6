import type { CategoryRow } from './catalog-types.js';

/** Trench safety, concrete, trucks, and the tools that go on machines. */
export const SITE: readonly CategoryRow[] = [
  {
    code: 'TRSF',
    title: 'TRENCH SAFETY',
    equipment: 'with four spreaders, pins and keepers, engineering data sheet on site',
    groups: [
      ['TRENCH BOX, 8 X 10 FT, STEEL', 'TS-0810', 78, 'EFFICIENCY PRODUCTION'],
      ['TRENCH BOX, 8 X 24 FT, STEEL', 'TS-0824', 145, 'EFFICIENCY PRODUCTION'],
      ['ALUMINUM SHIELD, 6 X 8 FT', 'AL-0608', 95, 'EFFICIENCY PRODUCTION'],
      ['ROAD PLATE, 8 X 20 FT', 'RP-0820', 38, 'EFFICIENCY PRODUCTION'],
    ],
  },
  {
    code: 'CONC',
    title: 'CONCRETE AND MASONRY',
    equipment: 'without blades and bits, wear charged by measured use, water kit included',
    groups: [
      ['WALK-BEHIND SAW, 20 IN', 'FS520', 110, 'HUSQVARNA'],
      ['RIDE-ON TROWEL, 96 IN', 'CRT48', 265, 'WACKER NEUSON'],
      ['CONCRETE BUGGY, 16 CU FT', 'DB16', 105, 'WACKER NEUSON'],
      ['SHOT BLASTER, 15 IN', '1-15D', 240, 'BLASTRAC'],
    ],
  },
  {
    code: 'TRUCK',
    title: 'TRUCKS AND TRAILERS',
    equipment: 'licensed for the road where fitted, backup alarm, rear-view camera',
    groups: [
      ['ARTICULATED TRUCK, 26 TON', '725', 1290],
      ['ARTICULATED TRUCK, 41 TON', '745', 0],
      ['WATER TRUCK, 2,000 GAL', 'WT2000', 420, 'FORD'],
      ['EQUIPMENT TRAILER, 20 FT', 'TL-20', 95, 'FELLING'],
      ['UTILITY VEHICLE, 4 SEATS', 'CUV105 D', 135],
    ],
  },
  {
    code: 'WTOOL',
    title: 'ATTACHMENTS',
    equipment: 'quick coupler mount, hoses and flat-face couplings included',
    workTool: true,
    groups: [
      ['HYDRAULIC HAMMER, SKID STEER', 'H65', 145],
      ['HYDRAULIC HAMMER, 20 TON', 'H120 GC', 310],
      ['AUGER, WITH 12 IN BIT', 'A19B', 75],
      ['GENERAL PURPOSE BUCKET, 72 IN', 'GP72', 0],
      ['DITCH CLEANING BUCKET, 60 IN', 'DC60', 45],
      ['PALLET FORKS, 48 IN', 'PF48', 28],
      ['COLD PLANER, 24 IN', 'PC306', 285],
      ['ANGLE BROOM, 84 IN', 'BA118C', 92],
      ['MULCHER, 62 IN', 'HM316', 340],
    ],
  },
];
