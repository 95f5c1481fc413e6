import type { CategoryRow } from './catalog-types.js';

/** Machines that dig, push, load and compact. */
export const EARTHMOVING: readonly CategoryRow[] = [
  {
    code: 'BCKHL',
    title: 'BACKHOE LOADERS',
    equipment: '4WD, enclosed cab with heat and air conditioning, extendable stick, pilot controls',
    groups: [
      ['BACKHOE LOADER, 14 FT', '416', 310],
      ['BACKHOE LOADER, 14 FT, PILOT CONTROLS', '420', 345],
      ['BACKHOE LOADER, 15 FT', '430', 380],
      ['BACKHOE LOADER, 17 FT', '450', 455],
    ],
  },
  {
    code: 'CTL',
    title: 'COMPACT TRACK LOADERS',
    equipment:
      'rubber tracks, enclosed cab with heat and air conditioning, two-speed, high flow auxiliary',
    groups: [
      ['COMPACT TRACK LOADER, 70 HP', '239D3', 285],
      ['COMPACT TRACK LOADER, 74 HP', '259D3', 305],
      ['COMPACT TRACK LOADER, 98 HP', '279D3', 365],
      ['COMPACT TRACK LOADER, 106 HP', '299D3', 410],
      ['COMPACT TRACK LOADER, 110 HP, XE', '299D3 XE', 445],
    ],
  },
  {
    code: 'SSL',
    title: 'SKID STEERS',
    equipment: 'wheels, enclosed cab with heat, hydraulic quick coupler, standard flow auxiliary',
    groups: [
      ['SKID STEER LOADER, 1,550 LB', '226D3', 210],
      ['SKID STEER LOADER, 1,800 LB', '232D3', 225],
      ['SKID STEER LOADER, 2,200 LB', '242D3', 240],
      ['SKID STEER LOADER, 3,700 LB', '272D3', 330],
    ],
  },
  {
    code: 'EXC',
    title: 'EXCAVATORS',
    equipment: 'enclosed cab, hydraulic thumb, quick coupler, digging bucket, rear-view camera',
    groups: [
      ['MINI EXCAVATOR, 1.7 TON', '301.7', 195],
      ['MINI EXCAVATOR, 3.5 TON', '303.5', 265],
      ['MINI EXCAVATOR, 5 TON', '305', 310],
      ['MINI EXCAVATOR, 8 TON', '308', 395],
      ['EXCAVATOR, 13 TON', '313', 560],
      ['EXCAVATOR, 20 TON', '320', 735],
      ['EXCAVATOR, 23 TON, LONG REACH', '323 LR', 0],
      ['EXCAVATOR, 36 TON', '336', 1180],
      ['WHEELED EXCAVATOR, 18 TON', 'M318', 890],
    ],
  },
  {
    code: 'DOZ',
    title: 'DOZERS',
    equipment: 'six-way blade, enclosed cab with heat and air conditioning, grade control ready',
    groups: [
      ['DOZER, 80 HP', 'D1', 480],
      ['DOZER, 104 HP', 'D3', 560],
      ['DOZER, 130 HP, LGP', 'D4 LGP', 690],
      ['DOZER, 170 HP', 'D5', 840],
      ['DOZER, 215 HP', 'D6', 1095],
      ['DOZER, 312 HP', 'D8T', 0],
    ],
  },
  {
    code: 'WLDR',
    title: 'WHEEL LOADERS',
    equipment: 'general purpose bucket with bolt-on cutting edge, ride control, enclosed cab',
    groups: [
      ['COMPACT WHEEL LOADER, 1.5 YD', '906', 320],
      ['WHEEL LOADER, 2.5 YD', '926', 520],
      ['WHEEL LOADER, 3.5 YD', '938', 640],
      ['WHEEL LOADER, 5 YD', '950', 825],
    ],
  },
  {
    code: 'CMPCT',
    title: 'COMPACTION',
    equipment: 'vibratory, water spray and enclosed cab where fitted, operator manual on machine',
    groups: [
      ['TANDEM ROLLER, 47 IN', 'CB2.5', 245],
      ['TANDEM ROLLER, 67 IN', 'CB10', 540],
      ['SOIL COMPACTOR, 66 IN, PADFOOT', 'CP56', 525],
      ['SOIL COMPACTOR, 84 IN, SMOOTH', 'CS11', 515],
      ['PLATE COMPACTOR, 20 IN', 'VP1550', 65, 'WACKER NEUSON'],
      ['TRENCH ROLLER, REMOTE', 'RTX', 255, 'WACKER NEUSON'],
    ],
  },
];
