/** A shopping cart with one item (§ Rental Request Integration). */
const CART = [
  {
    image: {
      imageUrl:
        'https://www.catrentalstore.com/content/dam/crs/products/aerial-equipment/scissor-lifts/C10345475.jpg',
    },
    quantity: 1,
    estimatedRate: {
      daily: { amount: 65, currency: 'USD' },
      weekly: { amount: 190, currency: 'USD' },
      monthly: { amount: 465, currency: 'USD' },
    },
    attachments: 'Attachments: <br/>List name 1<br/>&nbsp;&nbsp;&nbsp;Item name 1 ($198)',
    path: '/aerial-equipment/scissor-lifts',
    name: 'BREAKER, 60LB HYDRAULIC PAVING',
    properties: {},
    categoryGroup: { rmsId: 'PB 60H', title: 'BREAKER, 60LB HYDRAULIC PAVING' },
  },
];

/** What rental and lead requests have in common. */
export const RENTAL_FORM = {
  catalogItems: CART,
  language: 'en_US',
  'name-first': 'John',
  'name-last': 'Customer',
  'rental-start': '{startDay}',
  'rental-end': '{endDay}',
  delivery: 'false',
  comments: '10x 10000 gallon water trucks',
  'new-jobsite': '',
  'jobsite-name': 'Mason',
  'jobsite-address-1': 'Mason',
  'jobsite-address-2': '',
  'jobsite-city': 'Mason',
  'jobsite-zip-postal': '45040',
  'jobsite-country': 'us',
  latitude: '',
  longitude: '',
  poNumber: '',
};
