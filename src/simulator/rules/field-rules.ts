import {
  ANSWER_TABLES,
  ENDPOINTS,
  type AnswerField,
  type Endpoint,
} from '../answers/answer-table.js';
import type { Area, Rule } from './rule.js';

/** What can be wrong with one field. */
export interface FieldRules {
  /** Of fields that the table marks as required. */
  readonly required?: Rule;
  readonly type: Rule;
  /** Of texts with a limit. */
  readonly length?: Rule;
  /** Of texts, and arrays of texts, with a list of values. */
  readonly value?: Rule;
  /** Of Doubles. */
  readonly decimal?: Rule;
  /** Of datetimes. */
  readonly zone?: Rule;
}

export const SECTIONS: Readonly<Record<Endpoint, string>> = {
  contract: 'Contract/Asset Data',
  jobsite: 'Jobsite Data',
  'dealer-category': 'Catalog Data',
  invoice: 'Invoice Data',
  customer: 'Customer Data',
  location: 'Dealer Location Data',
  incremental: 'Incremental Data Pull',
};

export const AREA_OF: Readonly<Record<Endpoint, Area>> = {
  contract: 'contract',
  jobsite: 'jobsite',
  'dealer-category': 'catalog',
  invoice: 'invoice',
  customer: 'customer',
  location: 'location',
  incremental: 'incremental',
};

/** What an id says for a name of the interface; others are written in capitals, word by word. */
const WORDS: Readonly<Record<string, string>> = {
  assetDetails: 'ASSET',
  feeDetails: 'FEE',
  taxDetails: 'TAX',
  categoryGroups: 'GROUP',
  serialNumber: 'SERIAL',
};

const TYPES = {
  text: 'a String',
  integer: 'an Integer: digits only, without quotes',
  double: 'a Double: a number without quotes',
  boolean: 'a Boolean: true or false, without quotes',
  datetime: 'an ISO 8601 datetime, as a String',
  object: 'an Object',
  array: 'an Array',
} as const;

/** The rules of every field of the interface's tables, by endpoint and path. */
export const FIELD_RULES: ReadonlyMap<string, FieldRules> = new Map(
  ENDPOINTS.flatMap((endpoint) =>
    all(ANSWER_TABLES[endpoint]).map((field) => [
      `${endpoint} ${field.path}`,
      rulesOf(endpoint, field),
    ]),
  ),
);

/** Fields that the interface does not have, by endpoint. */
export const UNKNOWN_FIELD = Object.fromEntries(
  ENDPOINTS.map((endpoint): [Endpoint, Rule] => [
    endpoint,
    {
      id: `${AREA_OF[endpoint].toUpperCase()}-UNKNOWN-FIELD`,
      area: AREA_OF[endpoint],
      severity: 'note',
      section: SECTIONS[endpoint],
      expected: 'Answers have the fields of the table, spelled as it spells them.',
      mend: 'If it is a field of the table, spell it as the table does, capitals included. If it is a field of your own, CRS does not read it.',
    },
  ]),
) as Record<Endpoint, Rule>;

function all(fields: readonly AnswerField[]): AnswerField[] {
  return fields.flatMap((field) => [field, ...all(field.members)]);
}

function rulesOf(endpoint: Endpoint, field: AnswerField): FieldRules {
  const { path, type, required, maxLength, values, otherwise } = field;
  const rule = (
    aspect: string,
    expected: string,
    mend: string,
    severity: Rule['severity'] = 'error',
  ): Rule => ({
    id: `${idOf(endpoint, path)}-${aspect}`,
    area: AREA_OF[endpoint],
    severity,
    section: SECTIONS[endpoint],
    expected: `${path} ${expected}.`,
    mend,
  });
  return {
    ...(required && {
      required: rule('REQUIRED', 'is there and not null', `Always send ${path}.`),
    }),
    type: rule('TYPE', `is ${TYPES[type]}`, `Send ${path} as ${TYPES[type]}.`),
    ...(maxLength !== undefined && {
      length: rule(
        'LENGTH',
        `has at most ${maxLength} characters`,
        'Shorten it; where it is an id, both systems must use the short one.',
      ),
    }),
    ...(values && {
      value: rule(
        'VALUE',
        `is one of ${values.join(', ')}`,
        otherwise === undefined
          ? 'Map your own values to those of the table.'
          : `CRS makes ${otherwise} of any other value: map your own values to those of the table.`,
        otherwise === undefined ? 'error' : 'warning',
      ),
    }),
    ...(type === 'double' && {
      decimal: rule(
        'DECIMAL',
        'is written with a decimal point and without exponent',
        'Write 5000 as 5000.0: the interface asks for the point "for proper conversion".',
      ),
    }),
    ...(type === 'datetime' && {
      zone: rule(
        'ZONE',
        'has a time and a time zone',
        'Write 2019-06-01T12:00:00Z. A date without time: noon UTC.',
      ),
    }),
  };
}

/** `CONTRACT-ASSET-SERIAL` for `items[].assetDetails[].serialNumber` of the contract endpoint. */
function idOf(endpoint: Endpoint, path: string): string {
  const names = path.split(/[.[\]]+/).filter((name) => name !== '');
  const own = names.length > 1 && names[0] === 'items' ? names.slice(1) : names;
  const words = own.map((name) => WORDS[name] ?? name.replaceAll(/(?=[A-Z])/g, '-').toUpperCase());
  return [AREA_OF[endpoint].toUpperCase(), ...words].join('-');
}
