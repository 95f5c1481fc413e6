import { beforeAll, expect, it } from '@jest/globals';
import { interfaceServer } from '../support/interface-dealer.js';
import { isDatetime, itemFields, type Endpoint, FIELDS } from '../support/interface-fields.js';

const server = interfaceServer();

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly maxLength?: number;
  readonly description?: string;
  readonly example?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      {
        get?: {
          parameters: Parameter[];
          security?: Record<string, string[]>[];
          responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
        };
      }
    >
  >;
  readonly components: {
    schemas: Readonly<Record<string, Schema>>;
    securitySchemes: Record<string, { type: string; flows: Record<string, { tokenUrl: string }> }>;
  };
}

let document: Document;
beforeAll(async () => {
  const { status, text } = await server.get('/openapi.json');
  expect(status).toBe(200);
  document = JSON.parse(text) as Document;
});

const PATHS: Readonly<Record<Endpoint, readonly string[]>> = {
  contract: ['dealer', 'customer', 'items', 'page'],
  jobsite: ['dealer', 'customer', 'items', 'page'],
  'dealer-category': ['dealer', 'customer'],
  invoice: ['dealer', 'customer', 'items', 'page'],
  customer: ['customer', 'dealer'],
  location: ['dealer', 'items', 'page'],
  incremental: ['dealer', 'since'],
};
const ENDPOINTS = Object.keys(PATHS) as Endpoint[];
const REQUIRED: Readonly<Partial<Record<Endpoint, string>>> = {
  contract: 'customer',
  jobsite: 'customer',
  invoice: 'customer',
  customer: 'customer',
  incremental: 'since',
};

function operation(endpoint: Endpoint) {
  const get = document.paths[`/api/v1/${endpoint}`]?.get;
  if (!get) throw new Error(`No GET /api/v1/${endpoint}`);
  return get;
}

function resolved(schema: Schema | undefined): Schema {
  if (!schema) return {};
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : resolved(document.components.schemas[name]);
}

/** The schema of a field of the interface's tables. */
function schemaAt(endpoint: Endpoint, path: string): { schema: Schema; required: boolean } {
  let schema = resolved(
    operation(endpoint).responses['200']?.content?.['application/json']?.schema,
  );
  let required = true;
  for (const step of path.split('.').flatMap((name) => name.split(/(?=\[\])/))) {
    required = step === '[]' || (schema.required?.includes(step) ?? false);
    schema = resolved(step === '[]' ? schema.items : schema.properties?.[step]);
  }
  return { schema, required };
}

it('lists every pull endpoint with the interface’s parameters', () => {
  expect(Object.keys(document.paths)).toContain('/api/v1');
  for (const endpoint of ENDPOINTS) {
    const { parameters } = operation(endpoint);
    expect(parameters.map(({ name }) => name).toSorted()).toEqual([...PATHS[endpoint]].toSorted());
    for (const parameter of parameters) {
      expect(parameter).toMatchObject({ in: 'query', description: expect.any(String) });
      expect(parameter.required ?? false).toBe(parameter.name === REQUIRED[endpoint]);
    }
  }
});

const TYPES = {
  String: { type: 'string' },
  Integer: { type: 'integer' },
  Double: { type: 'number', format: 'double' },
  Boolean: { type: 'boolean' },
  Datetime: { type: 'string', format: 'date-time' },
  Object: { type: 'object' },
  Array: { type: 'array' },
} as const;

it('has every field of the interface with its type, format, limit and whether it is required', () => {
  for (const endpoint of ENDPOINTS)
    for (const field of FIELDS[endpoint]) {
      const { schema, required } = schemaAt(endpoint, field.path);
      const expected = isDatetime(field) ? TYPES.Datetime : TYPES[field.type];
      const where = `${endpoint} ${field.path}`;
      expect({ where, ...schema }).toMatchObject({ where, ...expected });
      expect({ where, limit: schema.maxLength }).toEqual({ where, limit: field.maxLength });
      if (field.required) expect({ where, required }).toEqual({ where, required: true });
    }
});

it('has no field that the interface does not know', () => {
  for (const endpoint of ENDPOINTS) {
    const known = new Set(FIELDS[endpoint].map(({ path }) => path));
    const walk = (schema: Schema, path: string): void => {
      if (path !== '') expect(known).toContain(path);
      for (const [name, one] of Object.entries(schema.properties ?? {}))
        walk(resolved(one), path === '' ? name : `${path}.${name}`);
      if (schema.items) walk(resolved(schema.items), `${path}[]`);
    };
    walk(resolved(operation(endpoint).responses['200']?.content?.['application/json']?.schema), '');
  }
});

/** Fields for which the interface gives no sample value. */
const WITHOUT_SAMPLE =
  /^(isReservation|startingOdometer|divisionId|invoicedThruDate|assetPurchasePrice|types)$/;

it('describes every field of an item, with the interface’s own sample where it has one', () => {
  for (const endpoint of ENDPOINTS)
    for (const { path, type, text } of itemFields(endpoint)) {
      if (path.endsWith('[]')) continue;
      const { schema } = schemaAt(
        endpoint,
        `${endpoint === 'customer' ? 'customer' : 'items[]'}.${path}`,
      );
      const where = `${endpoint} ${path}`;
      expect({ where, description: schema.description }).toEqual({
        where,
        description: expect.stringMatching(/\w/),
      });
      const name = path.slice(path.lastIndexOf('.') + 1);
      if (type === 'Object' || type === 'Array' || WITHOUT_SAMPLE.test(name)) continue;
      expect({ where, text }).toEqual({
        where,
        text: expect.stringContaining(String(schema.example)),
      });
    }
});

it('names the security scheme, and asks for it on every pull endpoint', () => {
  const [name = '', scheme] = Object.entries(document.components.securitySchemes)[0] ?? [];
  expect(scheme).toMatchObject({
    type: 'oauth2',
    flows: { clientCredentials: { tokenUrl: '/oauth/token' } },
  });
  for (const endpoint of ENDPOINTS)
    expect({ endpoint, security: operation(endpoint).security }).toEqual({
      endpoint,
      security: [{ [name]: ['crs'] }],
    });
});

it('describes the error answers of every pull endpoint, with their problem bodies', () => {
  for (const endpoint of ENDPOINTS) {
    const { responses } = operation(endpoint);
    const own = endpoint === 'customer' ? ['404'] : [];
    expect(Object.keys(responses).toSorted()).toEqual(
      ['200', '400', '401', '403', ...own, '429', '500', '503'].toSorted(),
    );
    for (const status of ['400', '429', '500', '503', ...own])
      expect({ endpoint, status, ...responses[status] }).toMatchObject({
        endpoint,
        status,
        content: { 'application/problem+json': { schema: expect.anything() } },
      });
  }
});

it('serves /docs as HTML whose scripts and styles come from this server', async () => {
  const { status, text, headers } = await server.get('/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
  const assets = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path);
  expect(assets.length).toBeGreaterThan(2);
  for (const path of assets) {
    const asset = await server.get(new URL(path, 'http://localhost/docs').pathname);
    expect({ path, status: asset.status }).toEqual({ path, status: 200 });
  }
});
