import { CATEGORY_FIELDS } from '../../catalog/catalog.fields.js';
import { CONTRACT_FIELDS } from '../../contracts/contract.fields.js';
import { CUSTOMER_FIELDS } from '../../customers/customer.fields.js';
import {
  array,
  boolean,
  identifier,
  integer,
  object,
  text,
  type Field,
} from '../../interface/field.js';
import { INVOICE_FIELDS } from '../../invoices/invoice.fields.js';
import { JOBSITE_FIELDS } from '../../jobsites/jobsite.fields.js';
import { LOCATION_FIELDS } from '../../locations/location.fields.js';

/** The endpoints that CRS pulls from. */
export const ENDPOINTS = [
  'contract',
  'jobsite',
  'dealer-category',
  'invoice',
  'customer',
  'location',
  'incremental',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

/** A field of an answer, as the interface's table has it. */
export interface AnswerField {
  readonly name: string;
  /** From the answer's root; `[]` stands for the elements of an array. */
  readonly path: string;
  readonly type: 'text' | 'integer' | 'double' | 'boolean' | 'datetime' | 'object' | 'array';
  readonly required: boolean;
  /** Characters. */
  readonly maxLength: number | undefined;
  /** The values it may have, as the table writes them. */
  readonly values: readonly string[] | undefined;
  /** CRS takes another value too, and makes this of it. */
  readonly otherwise: string | undefined;
  /** Names that the interface's own table also has for it. */
  readonly aliases: readonly string[];
  readonly members: readonly AnswerField[];
  /** Of an array whose elements are texts. */
  readonly ofTexts: boolean;
}

/** The envelope of a page. */
const PAGE: readonly Field[] = [
  integer('totalPages', 'Total pages', { required: true }),
  integer('totalElements', 'Total elements', { required: true }),
  boolean('empty', 'Is empty', { required: true }),
  integer('size', 'Page size', { required: true }),
  integer('number', 'Current page number', { required: true }),
];

const items = (fields: readonly Field[]) => array('items', 'Items', fields, { required: true });
const page = (fields: readonly Field[]): readonly Field[] => [items(fields), ...PAGE];

const CHANGE_FIELDS: readonly Field[] = [
  identifier('customerId', 'Customer DCN', { required: true, maxLength: 50 }),
  array('types', 'Types of changes', [text('', 'A type', { values: CHANGE_TYPES() })], {
    required: true,
  }),
];

const DECLARED: Readonly<Record<Endpoint, readonly Field[]>> = {
  contract: page(CONTRACT_FIELDS),
  jobsite: page(JOBSITE_FIELDS),
  'dealer-category': [items(CATEGORY_FIELDS)],
  invoice: page(INVOICE_FIELDS),
  customer: [object('customer', 'A customer', CUSTOMER_FIELDS, { required: true })],
  location: page(LOCATION_FIELDS),
  incremental: [items(CHANGE_FIELDS)],
};

/** Where a load must give what the interface's answers may leave out. */
const OPTIONAL = new Set(['jobsite items[].customerId']);

/** The fields of each endpoint's answer. */
export const ANSWER_TABLES: Readonly<Record<Endpoint, readonly AnswerField[]>> = Object.fromEntries(
  ENDPOINTS.map((endpoint) => [endpoint, answerFields(endpoint, DECLARED[endpoint], '')]),
) as unknown as Record<Endpoint, readonly AnswerField[]>;

function answerFields(endpoint: Endpoint, fields: readonly Field[], parent: string): AnswerField[] {
  return fields
    .filter(({ loadOnly }) => !loadOnly)
    .map((field) => answerField(endpoint, field, parent));
}

function answerField(endpoint: Endpoint, field: Field, parent: string): AnswerField {
  const path = parent === '' ? field.name : `${parent}.${field.name}`;
  const ofTexts = field.type === 'array' && field.fields[0]?.name === '';
  const inside = field.type === 'array' ? `${path}[]` : path;
  return {
    name: field.name,
    path,
    type: field.type,
    required: (field.required ?? false) && !OPTIONAL.has(`${endpoint} ${path}`),
    maxLength: field.type === 'text' ? field.maxLength : undefined,
    values: valuesOf(field, ofTexts),
    otherwise: field.type === 'text' ? field.otherwise : undefined,
    aliases: 'aliases' in field ? (field.aliases ?? []) : [],
    ofTexts,
    members: 'fields' in field && !ofTexts ? answerFields(endpoint, field.fields, inside) : [],
  };
}

/** Of a text, or of each text in an array. */
function valuesOf(field: Field, ofTexts: boolean): readonly string[] | undefined {
  const one = ofTexts && field.type === 'array' ? field.fields[0] : field;
  return one?.type === 'text' ? one.values : undefined;
}

/** § Incremental Data Pull. */
function CHANGE_TYPES(): readonly string[] {
  return ['contract', 'invoice', 'catalog', 'document'];
}
