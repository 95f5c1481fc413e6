import supertest from 'supertest';

/** One operation of the OpenAPI document that a server serves. */
export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /** Whether it asks for an access token. */
  readonly guarded: boolean;
  readonly query: readonly string[];
  /** The media type of its body, if it takes one. */
  readonly bodyType: string | undefined;
}

interface Described {
  readonly parameters?: readonly { in: string; name: string }[];
  readonly security?: readonly Record<string, unknown>[];
  readonly requestBody?: { content: Record<string, unknown> };
}

/** What to ask for with: what is left out is given as a caller in good faith would. */
export interface Ask {
  readonly token?: string;
  readonly query?: Readonly<Record<string, string>>;
  /** In place of each id of the path. */
  readonly id?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every operation of a server, from its own OpenAPI document. */
export async function operationsOf(address: string): Promise<Operation[]> {
  const { body } = await supertest(address).get('/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method as Operation['method'],
      path,
      guarded: (described.security ?? []).some((one) => 'bearer' in one),
      query: (described.parameters ?? [])
        .filter((one) => one.in === 'query')
        .map((one) => one.name),
      bodyType: Object.keys(described.requestBody?.content ?? {})[0],
    })),
  );
}

/** Sends a request of this operation. */
export function send(address: string, operation: Operation, ask: Ask): supertest.Test {
  const id = ask.id ?? idOf(operation);
  const path = operation.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id));
  const test = supertest(address)[operation.method](path).redirects(0);
  for (const [name, value] of Object.entries(ask.headers ?? {})) test.set(name, value);
  if (ask.token !== undefined) test.auth(ask.token, { type: 'bearer' });
  if (ask.query) test.query(ask.query);
  if (operation.bodyType !== undefined) test.type(operation.bodyType).send(ask.body ?? '{}');
  return test;
}

/** An id of the form that these paths take. */
function idOf({ path }: Operation): string {
  if (path.includes('/messages/')) return 'in-1';
  if (path.includes('/chains/')) return 'C1';
  return path.includes('/webhooks/') ? `wh_${'0'.repeat(24)}` : '1';
}
