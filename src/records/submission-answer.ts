import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestedDealer } from '../http/logger.module.js';
import { problemCode } from './problem-code.js';
import { storable, storableOrNull } from './storable-text.js';

/** A finished answer to a message from CRS. Texts are as they can be kept. */
export interface SubmissionAnswer {
  readonly dealerCode: string;
  readonly recordId: string;
  /** When it came, in milliseconds since 1970, and how long it took. */
  readonly time: number;
  readonly milliseconds: number;
  readonly clientId: string;
  readonly requestId: string;
  readonly status: number;
  readonly code: string | null;
  readonly detail: string | null;
  readonly messageType: string | null;
  readonly customerNumber: string | null;
  readonly submittedMessageId: string | null;
  readonly sequence: number | null;
  /** Of the message, unpacked; as its sender says where it was not read. */
  readonly bytes: number;
}

const PATH = '/api/v1/message';
const NAME_LENGTH = 100;
const DETAIL_LENGTH = 300;
const MOST_FAULTS = 3;

/**
 * What a finished request was, if it was a message and its dealer is known: who is refused before is in
 * the request log only.
 */
export function submissionAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
): SubmissionAnswer | undefined {
  const { caller, notes = {} } = request;
  if (request.routeOptions.url !== PATH || request.method !== 'POST' || !caller) return undefined;
  const dealerCode = notes.dealer ?? requestedDealer(request);
  if (dealerCode === undefined) return undefined;
  const { claims, problem } = notes;
  return {
    dealerCode,
    recordId: randomUUID(),
    time: Date.now() - Math.round(reply.elapsedTime),
    milliseconds: Math.round(reply.elapsedTime),
    clientId: caller.clientId,
    requestId: request.id,
    status: reply.statusCode,
    code: problemCode(problem),
    detail: problem ? detailOf(problem) : null,
    messageType: storableOrNull(claims?.messageType, NAME_LENGTH),
    customerNumber: storableOrNull(claims?.customerNumber, NAME_LENGTH),
    submittedMessageId: storableOrNull(claims?.submittedMessageId, NAME_LENGTH),
    sequence: notes.sequence ?? null,
    bytes: notes.bytes ?? (Number(request.headers['content-length']) || 0),
  };
}

/** The first faults in a line, without the piece of the body that JSON's own errors quote. */
function detailOf({ detail, faults = [] }: Problem): string | null {
  const [first, ...others] = faults.slice(0, MOST_FAULTS).map(({ path, reason }) => {
    const said = reason.replace(/, (\.\.\.)?".*$/s, '');
    return path === '' ? said : `${storable(path, NAME_LENGTH)} ${said}`;
  });
  if (first === undefined) return storableOrNull(detail, DETAIL_LENGTH);
  const more = faults.length - others.length - 1;
  const line = [first, ...others].join('; ') + (more > 0 ? ` and ${more} more` : '');
  return storable(line, DETAIL_LENGTH);
}

type Problem = NonNullable<NonNullable<FastifyRequest['notes']>['problem']>;
