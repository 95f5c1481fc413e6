import type { CategoryRow } from './catalog-types.js';

/** Machines that lift people and material. */
export const ACCESS: readonly CategoryRow[] = [
  {
    code: 'AERIAL',
    title: 'AERIAL',
    equipment: 'non-marking tires, harness anchor points, annual inspection on file',
    groups: [
      ['19FT ELECTRIC SCISSOR LIFT', '1930ES', 95, 'JLG INDUSTRIES'],
      ['26FT ELECTRIC SCISSOR LIFT', '2646ES', 130, 'JLG INDUSTRIES'],
      ['33FT ROUGH TERRAIN SCISSOR LIFT', 'GS-3369 RT', 210, 'GENIE'],
      ['40FT BOOM LIFT', '400S', 265, 'JLG INDUSTRIES'],
      ['45FT ARTICULATING BOOM LIFT', 'Z-45 XC', 285, 'GENIE'],
      ['60FT BOOM LIFT', '600S', 385, 'JLG INDUSTRIES'],
      ['80FT BOOM LIFT', 'S-80 XC', 560, 'GENIE'],
      ['135FT ARTICULATING BOOM LIFT', 'ZX-135', 0, 'GENIE'],
    ],
  },
  {
    code: 'TELEH',
    title: 'TELEHANDLERS',
    equipment:
      'four-wheel steer, enclosed cab, 60 in carriage, 48 in pallet forks, stabilizers where fitted',
    groups: [
      ['TELEHANDLER, 5,500 LB, 19 FT', 'TL552', 295],
      ['TELEHANDLER, 8,000 LB, 44 FT', 'TL844', 385],
      ['TELEHANDLER, 10,000 LB, 55 FT', 'TL1055D', 445],
      ['TELEHANDLER, 12,000 LB, 55 FT', 'TL1255D', 520],
    ],
  },
  {
    code: 'FORKL',
    title: 'FORKLIFTS',
    equipment: 'side shift, triple mast, 48 in forks, backup alarm and strobe light',
    groups: [
      ['WAREHOUSE FORKLIFT, 5,000 LB', 'GP25N', 145],
      ['WAREHOUSE FORKLIFT, 8,000 LB', 'GP40N', 190],
      ['ROUGH TERRAIN FORKLIFT, 6,000 LB', 'H60XT', 235, 'HYSTER'],
      ['INDUSTRIAL FORKLIFT, 15,500 LB', 'DP70N', 420],
    ],
  },
];
