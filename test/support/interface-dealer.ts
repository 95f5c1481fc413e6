import { afterAll, beforeAll } from '@jest/globals';
import type { NewDealer } from '../../src/auth/dealer.js';
import type { LoadIssue, LoadMode, LoadReport } from '../../src/import/load-report.js';
import { LoadStore } from '../../src/import/load.store.js';
import type { Endpoint, Item } from './interface-fields.js';
import { readJson } from './interface-json.js';
import { startTestServer, type Bundle, type TestServer } from './test-server.js';

/** What a pull endpoint answered. */
export interface Answer {
  readonly status: number;
  /** The raw body. */
  readonly text: string;
  /** The parsed body. */
  readonly body: Record<string, unknown> & { items: unknown[] };
  readonly headers: Headers;
}

/** A dealer of a test's own, on the server of its file. */
export interface InterfaceDealer {
  readonly code: string;
  readonly token: string;
  /** Loads the bundle in full, unless said otherwise. */
  load(bundle: Bundle, mode?: LoadMode): Promise<LoadReport>;
  /** GET below `/api/v1/`. */
  get(path: string): Promise<Answer>;
  /** All items of a list, page by page; numbers as they are written. */
  items(endpoint: Endpoint, query?: string): Promise<Item[]>;
  /** What the dealer's newest load had to say about its rows. */
  issues(): Promise<LoadIssue[]>;
}

/** A server for the tests of one file, and dealers on it. */
export interface InterfaceServer {
  /** A new dealer, in UTC with USD unless said otherwise. */
  dealer(about?: Partial<NewDealer>): Promise<InterfaceDealer>;
  /** GET with any token, or none. */
  get(path: string, token?: string): Promise<Answer>;
  server(): TestServer;
}

/** Starts the server before the tests of this file, and closes it after them. */
export function interfaceServer(
  environment: Readonly<Record<string, string>> = {},
): InterfaceServer {
  let server: TestServer;
  let address: string;
  let dealers = 0;
  beforeAll(async () => {
    server = await startTestServer(environment);
    address = await server.app.getUrl();
  });
  afterAll(() => server.close());
  const get = (path: string, token?: string) => ask(`${address}${path}`, token);
  return {
    server: () => server,
    get,
    async dealer(about = {}) {
      dealers += 1;
      // These tests load a few rows of each kind: no share of them is to hold a load.
      const limits = { maxRejectPercent: 100, maxRemovalPercent: 100 };
      const code = await server.addDealer({ code: `D${dealers}`, ...limits, ...about });
      const token = await server.token([code]);
      const own = (path: string) => get(`/api/v1/${path}`, token);
      return {
        code,
        token,
        load: (bundle, mode = 'full') => server.load(code, bundle, { mode }),
        get: own,
        items: (endpoint, query = '') => allItems(own, `${endpoint}?${query}`),
        async issues() {
          const issues: LoadIssue[] = [];
          for await (const batch of server.app.get(LoadStore).issues(code)) issues.push(...batch);
          return issues;
        },
      };
    },
  };
}

async function ask(url: string, token?: string): Promise<Answer> {
  const response = await fetch(url, {
    headers: {
      'accept-encoding': 'identity',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    text,
    body: (json ? JSON.parse(text) : {}) as Answer['body'],
    headers: response.headers,
  };
}

async function allItems(get: (path: string) => Promise<Answer>, path: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let page = 0; ; page++) {
    const { status, text, body } = await get(`${path}&items=1000&page=${page}`);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    items.push(...(readJson(text) as { items: Item[] }).items);
    if (page + 1 >= Number(body['totalPages'] ?? 1)) return items;
  }
}

/** The bundle's file for a resource, from rows. */
export function bundleOf(rows: Readonly<Record<string, readonly object[]>>): Bundle {
  return Object.fromEntries(
    Object.entries(rows).map(([resource, content]) => [`${resource}.ndjson`, content]),
  );
}
