import type { Field, TextField } from '../interface/field.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import { LOADABLE } from './registry.js';

const HEADER = `# Fields of the import files

Written by \`npm run docs:fields\` from the declarations that check the files: change those, not this
page. How files are named and read stands in [loading.md](loading.md).

A field marked *load only* is needed or understood in a load and is not sent to CRS.
`;

/** The reference of all import fields, in Markdown. */
export function fieldReference(): string {
  return [HEADER, ...RESOURCES.map(section)].join('\n');
}

function section(name: ResourceName): string {
  const { key, fields } = LOADABLE[name];
  return [
    `## ${name}`,
    '',
    `Key: ${key.map((field) => `\`${field}\``).join(' and ')}`,
    '',
    '| Field | Required | Type | Meaning | Sample |',
    '| --- | --- | --- | --- | --- |',
    ...fields.flatMap((field) => rows(field, '')),
    '',
  ].join('\n');
}

function rows(field: Field, parent: string): string[] {
  const path = `${parent}${field.name}${field.type === 'array' ? '[]' : ''}`;
  const cells = [
    `\`${path}\``,
    field.required && !isFilledIn(field) ? 'yes' : '',
    typeText(field),
    meaning(field),
    field.sample === undefined ? '' : `\`${field.sample}\``,
  ];
  const nested = 'fields' in field ? field.fields.flatMap((child) => rows(child, `${path}.`)) : [];
  return [`| ${cells.join(' | ')} |`, ...nested];
}

function isFilledIn(field: Field): boolean {
  return field.type === 'text' && field.fallback !== undefined;
}

const TYPES = {
  integer: 'Integer',
  double: 'Double',
  boolean: 'Boolean',
  datetime: 'Datetime',
  object: 'Object',
  array: 'Array',
};

function typeText(field: Field): string {
  if (field.type !== 'text') return TYPES[field.type];
  const kind = field.identifier ? 'String, identifier' : 'String';
  return field.maxLength === undefined ? kind : `${kind}, at most ${field.maxLength} characters`;
}

function meaning(field: Field): string {
  const notes = [field.loadOnly ? ' *Load only.*' : ''];
  if (field.type === 'text') notes.push(...textNotes(field));
  if (field.type === 'integer' && field.rounded)
    notes.push(' Decimals are rounded half up, with a warning; `display` keeps the exact amount.');
  if ('aliases' in field && field.aliases) notes.push(` Also read as \`${field.aliases[0]}\`.`);
  return field.description + notes.join('');
}

function textNotes({ values, otherwise, fallback }: TextField): string[] {
  const notes: string[] = [];
  if (values) notes.push(`. One of ${values.join(', ')}, in any case of letters`);
  if (otherwise) notes.push(`; anything else becomes ${otherwise}, with a warning`);
  if (typeof fallback === 'object' && 'text' in fallback) notes.push(`. Default: ${fallback.text}`);
  return notes;
}
