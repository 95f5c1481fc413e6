import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadRequestException,
  Logger,
  NotFoundException,
  PayloadTooLargeException,
  ServiceUnavailableException,
  type ArgumentsHost,
} from '@nestjs/common';
import { AppError, ERRORS, type ErrorCode } from '../errors.js';
import { ProblemFilter } from './problem.filter.js';

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

let logged: unknown[][];

beforeEach(() => {
  logged = [];
  const note = (...given: unknown[]) => void logged.push(given);
  Logger.overrideLogger({ log: note, warn: note, error: note });
});
afterAll(() => Logger.overrideLogger(['error']));

/** What is answered to an error of a request. */
function answer(fault: unknown): Answer {
  const result: Answer = { status: 0, headers: {}, body: undefined };
  const url = '/api/v1/contract?customer=1&access_token=s3cr3t';
  const request = { id: 'r-1', url, method: 'GET' };
  const reply = {
    request,
    header(name: string, value: string) {
      result.headers[name] = value;
      return reply;
    },
    status(status: number) {
      result.status = status;
      return reply;
    },
    send(body: unknown) {
      result.body = typeof body === 'string' ? (JSON.parse(body) as unknown) : body;
      return reply;
    },
  };
  const http = { getRequest: () => request, getResponse: () => reply };
  new ProblemFilter().catch(fault, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return result;
}

describe('an error of the catalogue', () => {
  const STATUS = {
    invalid: 400,
    unacceptable: 402,
    unauthenticated: 401,
    forbidden: 403,
    'not-found': 404,
    conflict: 409,
    'too-many': 429,
    unavailable: 503,
    internal: 500,
  };

  it.each(Object.keys(ERRORS) as ErrorCode[])('%s has its status and its public text', (code) => {
    const { status, headers, body } = answer(new AppError(code));
    expect(status).toBe(STATUS[ERRORS[code].kind]);
    expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(body).toEqual({
      type: `urn:crs-dealer-api:problem:${code}`,
      title: ERRORS[code].title,
      status,
      instance: '/api/v1/contract',
      requestId: 'r-1',
    });
    expect('retry-after' in headers).toBe(status === 503 || status === 429);
  });

  it('tells its detail and its faulty parameters', () => {
    const parameters = [{ name: 'items', reason: 'must be 1' }];
    const { body } = answer(new AppError('invalid-parameter', 'items must be 1', { parameters }));
    expect(body).toMatchObject({ detail: 'items must be 1', parameters });
  });

  it('tells when to come again', () => {
    const { headers } = answer(new AppError('not-loaded', 'No contracts', { retryAfter: 300 }));
    expect(headers['retry-after']).toBe('300');
  });
});

describe('an error of the framework', () => {
  it.each([
    ['an unknown route', new NotFoundException('Cannot GET /x'), 404, 'not-found'],
    ['a bad body', new BadRequestException('Unexpected token'), 400, 'invalid-request'],
    ['a body too large', new PayloadTooLargeException(), 413, 'invalid-request'],
    ['Fastify’s own', Object.assign(new Error('x'), { statusCode: 414 }), 414, 'invalid-request'],
  ])('%s is a problem of the caller', (_, error, status, code) => {
    const found = answer(error);
    expect(found.status).toBe(status);
    expect(found.body).toMatchObject({ type: `urn:crs-dealer-api:problem:${code}`, status });
    expect(logged).toEqual([]);
  });

  it('that the server is not ready is passed on as monitors know it', () => {
    const body = { status: 'error', info: {}, error: {}, details: {} };
    expect(answer(new ServiceUnavailableException(body))).toMatchObject({ status: 503, body });
  });
});

describe('an error that nobody foresaw', () => {
  it.each([
    ['an error', new Error('SELECT secret FROM dealer')],
    ['a text', 'SELECT secret FROM dealer'],
    ['nothing', undefined],
    ['null', null],
    [
      'one that claims a status of the server',
      Object.assign(new Error('SELECT secret'), { statusCode: 503 }),
    ],
  ])('(%s) is an opaque 500 with the request’s id, and is logged', (_, error) => {
    const { status, body } = answer(error);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('SELECT');
    expect(body).toMatchObject({ title: ERRORS.internal.title, requestId: 'r-1' });
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).toContain('r-1');
  });

  it('is logged without the query of its request, which may hold secrets', () => {
    answer(new Error('x'));
    expect(JSON.stringify(logged)).toContain('/api/v1/contract');
    expect(JSON.stringify(logged)).not.toContain('s3cr3t');
  });
});

describe('a database that does not answer', () => {
  it.each([
    ['refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['too slow', Object.assign(new Error('canceling statement'), { code: '57014' })],
    ['no free connection', new Error('timeout exceeded when trying to connect')],
  ])('(%s) is 503 with Retry-After, and its cause is logged', (_, error) => {
    const { status, headers, body } = answer(error);
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '10' });
    expect(body).toMatchObject({ type: 'urn:crs-dealer-api:problem:database-unavailable' });
    expect(JSON.stringify(body)).not.toContain('connect');
    expect(logged).toHaveLength(1);
  });
});
