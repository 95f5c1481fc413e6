import type { FastifyReply } from 'fastify';
import type { GivenAnswer } from './exchange-log.js';

/** Answers with JSON. */
export function answerJson(
  reply: FastifyReply,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): GivenAnswer {
  const text = JSON.stringify(body);
  const all = { 'content-type': 'application/json; charset=utf-8', ...headers };
  reply.code(status).headers(all).send(text);
  return { status, headers: all, body: text };
}

/** The headers of an answer that may ask for a pause. @param seconds as the fault says */
export function retryAfter(seconds: number | undefined): Readonly<Record<string, string>> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

const PAGE = '<!doctype html><title>Maintenance</title><p>We will be back soon.</p>';

/** Answers with a page, as something in front of a server does. */
export function answerPage(reply: FastifyReply, status: number): GivenAnswer {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  reply.code(status).headers(headers).send(PAGE);
  return { status, headers, body: PAGE };
}

/** Begins the answer, and ends the connection in the middle of it. */
export function answerHalf(reply: FastifyReply, body: unknown): GivenAnswer {
  const bytes = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  reply.hijack();
  reply.raw.writeHead(200, headers);
  const half = bytes.subarray(0, bytes.length / 2);
  reply.raw.write(half, () => reply.raw.destroy());
  return { status: 200, headers, body: half.toString(), error: 'cut short on demand' };
}

/** Ends the connection without an answer. */
export function resetConnection(reply: FastifyReply): GivenAnswer {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
  return { error: 'reset on demand' };
}

/** Lets the connection hang until the other side gives it up. */
export function neverAnswer(reply: FastifyReply): GivenAnswer {
  reply.hijack();
  return { error: 'no answer on demand' };
}
