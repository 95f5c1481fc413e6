import { randomUUID } from 'node:crypto';
import type { Item } from './interface-fields.js';
import type { StandInAnswer, StandInRequest, StandInWorld } from './stand-in-dealer.js';

/** The right answer of a stand-in dealer to a request, as the interface asks for it. */
export function standInAnswer(world: StandInWorld, request: StandInRequest): StandInAnswer {
  const { endpoint, method, parameters, headers } = request;
  if (endpoint === 'token') return token(world, request);
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!world.tokens.has(bearer))
    return { ...problem(401, 'A valid token is needed'), headers: CHALLENGE };
  if ((parameters['dealer'] ?? world.dealer) !== world.dealer)
    return problem(403, 'Not a dealer of this client');
  if (endpoint.endsWith('.pdf')) return pdf();
  if (endpoint === 'message') return method === 'POST' ? message(world, request) : problem(405);
  return method === 'GET' ? pulled(world, endpoint, parameters) : problem(405);
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const CHALLENGE = { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' };

function json(body: unknown, status = 200): StandInAnswer {
  return { status, headers: JSON_TYPE, body };
}

function problem(status: number, detail = 'It cannot be done'): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { status, detail },
  };
}

/** RFC 6749 §4.4. */
function token(world: StandInWorld, { headers, body }: StandInRequest): StandInAnswer {
  const form = new URLSearchParams(body);
  const [, basic = ''] = /^Basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [form.get('client_id'), form.get('client_secret')];
  if (id !== world.clientId || secret !== world.clientSecret)
    return json({ error: 'invalid_client' }, 401);
  if (form.get('grant_type') !== 'client_credentials')
    return json({ error: 'unsupported_grant_type' }, 400);
  const access_token = randomUUID();
  world.tokens.add(access_token);
  return json({ access_token, token_type: 'Bearer', expires_in: 3600 });
}

function pdf(): StandInAnswer {
  const body = Buffer.from('%PDF-1.4\n%%EOF\n');
  return { status: 200, headers: { 'content-type': 'application/pdf' }, body };
}

type Parameters = StandInRequest['parameters'];

function pulled(world: StandInWorld, endpoint: string, parameters: Parameters): StandInAnswer {
  const { data } = world;
  switch (endpoint) {
    case 'location':
      return page(data.locations, parameters);
    case 'contract':
      return ofCustomers(data.contracts, parameters, 5);
    case 'jobsite':
      return ofCustomers(data.jobsites, parameters, 5);
    case 'invoice':
      return ofCustomers(data.invoices, parameters, 1, ({ customerId: _none, ...rest }) => rest);
    case 'dealer-category':
      return customersOf(parameters).length > 1
        ? problem(400, 'customer must be one number')
        : json({ items: data.categories });
    case 'incremental':
      return changes(world, parameters);
    case '':
    case 'customer':
      return customer(world, parameters);
    default:
      return problem(404, 'No such endpoint');
  }
}

function customersOf({ customer: text = '' }: Parameters): string[] {
  const named = text.split(',').map((one) => one.trim());
  return [...new Set(named)].filter((one) => one !== '');
}

function ofCustomers(
  items: readonly Item[],
  parameters: Parameters,
  most: number,
  shown: (item: Item) => Item = (item) => item,
): StandInAnswer {
  const customers = customersOf(parameters);
  if (customers.length === 0 || customers.length > most)
    return problem(400, `customer must be 1 to ${most} numbers`);
  const own = items.filter(({ customerId }) => customers.includes(String(customerId)));
  return page(own.map(shown), parameters);
}

function page(items: readonly Item[], parameters: Parameters): StandInAnswer {
  const size = Number(parameters['items'] ?? 10);
  const number = Number(parameters['page'] ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > 1000)
    return problem(400, 'items must be a number from 1 to 1000');
  if (!Number.isInteger(number) || number < 0) return problem(400, 'page must be a number');
  const shown = items.slice(number * size, (number + 1) * size);
  return json({
    items: shown,
    totalPages: Math.ceil(items.length / size),
    totalElements: items.length,
    empty: shown.length === 0,
    size,
    number,
  });
}

function customer({ data }: StandInWorld, parameters: Parameters): StandInAnswer {
  const [asked, ...others] = customersOf(parameters);
  if (asked === undefined || others.length > 0) return problem(400, 'customer must be one number');
  const found = data.customers.find(({ customerId }) => customerId === asked);
  return found ? json({ customer: found }) : problem(404, 'No such customer');
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function changes({ data }: StandInWorld, { since = '' }: Parameters): StandInAnswer {
  // A + in a query that was not encoded arrives as a space.
  const text = since.replace(' ', '+');
  const from = text.startsWith('0000') ? 0 : Date.parse(text);
  if (!MOMENT.test(text) || Number.isNaN(from)) return problem(400, 'since must be a time');
  const types = new Map<string, string[]>();
  for (const { customerId, type, at } of data.changes)
    if (Date.parse(at) >= from) types.set(customerId, [...(types.get(customerId) ?? []), type]);
  return json({ items: [...types].map(([customerId, own]) => ({ customerId, types: own })) });
}

const MESSAGE_TYPES = new Set(['request', 'contract', 'invoice', 'message', 'catalog', 'document']);
const NEEDED = ['dealerCode', 'submittedMessageId', 'submittedTime', 'messageType'];

/** § Base Messaging Structure: 402 for a body that is not valid, 200 with the submission played back. */
function message(world: StandInWorld, { body }: StandInRequest): StandInAnswer {
  const read = parsed(body);
  if (!read) return problem(402, 'The body is no JSON object');
  const missing = NEEDED.find((name) => typeof read[name] !== 'string' || read[name] === '');
  if (missing !== undefined) return problem(402, `${missing} must be given`);
  if (read['dealerCode'] !== world.dealer) return problem(403, 'Not a dealer of this client');
  const fault = faultOf(read);
  if (fault !== undefined) return problem(402, fault);
  // As after a lost answer: known by its id, and answered as the first time.
  const before = world.replies.get(String(read['submittedMessageId']));
  if (before) return before;
  world.messages.push(read);
  const queued = { enqueuedTime: new Date().toISOString(), enqueuedClientId: world.clientId };
  const reply = json({ ...read, ...queued, attemptCount: 0 });
  world.replies.set(String(read['submittedMessageId']), reply);
  return reply;
}

function parsed(text: string): Item | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Item)
      : undefined;
  } catch {
    return undefined;
  }
}

function faultOf({
  messageType,
  submittedTime,
  customerNumber,
  payload,
}: Item): string | undefined {
  if (!MESSAGE_TYPES.has(String(messageType))) return 'messageType is unknown';
  if (!MOMENT.test(String(submittedTime))) return 'submittedTime must be a time';
  if (messageType === 'request' || messageType === 'message')
    return typeof payload === 'object' && payload !== null && Object.keys(payload).length > 0
      ? undefined
      : 'payload must be given';
  return customerNumber ? undefined : 'customerNumber must be given';
}
