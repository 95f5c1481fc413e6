import type { OpenAPIObject } from '@nestjs/swagger';
import type { Field } from '../interface/field.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

/** The named schemas of the OpenAPI document, filled where endpoints are declared. */
const NAMED = new Map<string, SchemaObject>();

/** Names a schema and refers to it. */
export function schema(name: string, definition: SchemaObject): { $ref: string } {
  NAMED.set(name, definition);
  return { $ref: `#/components/schemas/${name}` };
}

/** The schemas named so far, by name. */
export function namedSchemas(): Record<string, SchemaObject> {
  return Object.fromEntries([...NAMED].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The schema of an object of the interface, as CRS is sent it. */
export function objectSchema(fields: readonly Field[], description?: string): SchemaObject {
  const printed = fields.filter((field) => !field.loadOnly);
  const required = printed.filter(isAlwaysThere).map((field) => field.name);
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(printed.map((field) => [field.name, fieldSchema(field)])),
  };
}

/** The schema of a paged answer (§ Layouts): the items and where they stand in the whole. */
export function pageSchema(name: string, item: { $ref: string }): { $ref: string } {
  const number = (description: string, example: number): SchemaObject => ({
    type: 'integer',
    description,
    example,
  });
  return schema(name, {
    type: 'object',
    required: ['items', 'totalPages', 'totalElements', 'empty', 'size', 'number'],
    properties: {
      items: { type: 'array', items: item },
      totalPages: number('Total pages', 1),
      totalElements: number('Total elements', 1),
      empty: { type: 'boolean', description: 'Whether this page has no items', example: false },
      size: number('Page size', 20),
      number: number('Current page number, from 0', 0),
    },
  });
}

/** The schema of an answer that is a list without pages. */
export function listSchema(name: string, item: { $ref: string }): { $ref: string } {
  return schema(name, {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: item } },
  });
}

const PROBLEM = schema('Problem', {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', format: 'uri', example: 'urn:crs-dealer-api:problem:not-loaded' },
    title: { type: 'string' },
    status: { type: 'integer', example: 503 },
    detail: { type: 'string' },
    instance: { type: 'string', example: '/api/v1/contract' },
    requestId: { type: 'string' },
    parameters: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'reason'],
        properties: { name: { type: 'string' }, reason: { type: 'string' } },
      },
    },
    faults: {
      type: 'array',
      description: 'Faults of the body',
      items: {
        type: 'object',
        required: ['path', 'reason'],
        properties: {
          path: { type: 'string', example: 'payload.request.assets[0].serialNumber' },
          reason: { type: 'string' },
        },
      },
    },
  },
});

/** What an error answer carries, for OpenAPI. */
export const PROBLEM_CONTENT = { 'application/problem+json': { schema: PROBLEM } };

function isAlwaysThere(field: Field): boolean {
  if (field.required) return true;
  return (
    field.type === 'text' && field.fallback !== undefined && !('exactOf' in Object(field.fallback))
  );
}

function fieldSchema(field: Field): SchemaObject {
  const { description, sample } = field;
  const about = { description, ...(sample !== undefined && { example: sample }) };
  switch (field.type) {
    case 'text':
      return {
        type: 'string',
        ...about,
        ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
        ...(field.values && { enum: [...field.values] }),
      };
    case 'integer':
      return { type: 'integer', ...about };
    case 'double':
      return { type: 'number', format: 'double', ...about };
    case 'boolean':
      return { type: 'boolean', ...about };
    case 'datetime':
      return { type: 'string', format: 'date-time', ...about };
    case 'object':
      return objectSchema(field.fields, description);
    case 'array':
      return { type: 'array', description, items: objectSchema(field.fields) };
  }
}
