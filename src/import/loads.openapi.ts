import { applyDecorators } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiParam,
  ApiResponse,
} from '@nestjs/swagger';
import { answer, DealerEndpoint, problem, type SchemaReference } from '../http/dealer-endpoint.js';
import { pageSchema, schema } from '../http/schemas.js';
import { RESOURCES } from '../interface/resource.js';
import { LOAD_STATES } from './load-record.js';
import type { LoadReport } from './load-report.js';

/** What a push is answered with. */
export const PUSH_STATUS: Readonly<Record<LoadReport['state'], number>> = {
  published: 200,
  held: 202,
  failed: 422,
};

const integer = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = { type: 'array', items: text } as const;

const ISSUE = schema('LoadIssue', {
  type: 'object',
  required: ['severity', 'resource', 'file', 'line', 'reason'],
  properties: {
    severity: { type: 'string', enum: ['reject', 'warning'] },
    resource: { type: 'string', enum: [...RESOURCES] },
    file: text,
    line: { ...integer, description: 'From 1' },
    field: text,
    value: text,
    reason: text,
  },
});

const COUNTS = [
  'read',
  'added',
  'changed',
  'unchanged',
  'removed',
  'rejected',
  'repeated',
  'deletions',
  'warnings',
];

const RESOURCE_COUNTS = schema('LoadResourceCounts', {
  type: 'object',
  description: 'Rows of one resource',
  required: COUNTS,
  properties: Object.fromEntries(COUNTS.map((name) => [name, integer])),
});

const resources = {
  type: 'object',
  description: 'By resource',
  additionalProperties: RESOURCE_COUNTS,
} as const;
const reasons = { ...texts, description: 'Why it is, or was, held' };
const rejects = { type: 'array', description: 'The first of them', items: ISSUE } as const;
const mode = { type: 'string', enum: ['full', 'delta'] };

/** The answer to a push or a confirmation. */
export const LOAD_REPORT = schema('LoadReport', {
  type: 'object',
  required: ['dealer', 'load', 'mode', 'dryRun', 'state', 'seconds', 'resources', 'rejects'],
  properties: {
    dealer: text,
    load: integer,
    mode,
    dryRun: { type: 'boolean' },
    state: { type: 'string', enum: ['published', 'held', 'failed'] },
    generation: { ...integer, description: 'The dealer’s after the load, when it was published' },
    seconds: { type: 'number' },
    resources,
    rejects,
    ignored: { ...texts, description: 'Files that were passed over' },
    reasons,
    error: { ...text, description: 'Why it failed' },
    code: { ...text, description: 'The kind of the problem, if it has a name' },
  },
});

const SUMMARY = {
  load: integer,
  mode,
  state: { ...text, enum: [...LOAD_STATES] },
  startedAt: time,
  finishedAt: time,
  seconds: { type: 'number' },
  rows: { ...integer, description: 'Rows that were read' },
  generation: integer,
  bundle: { ...text, description: 'The bundle of the watched folder it came from' },
  reason: { ...text, description: 'Why it failed, or is, or was, held' },
  decidedBy: { ...text, description: 'Who confirmed or discarded it, or what superseded it' },
  decidedAt: time,
};
const SUMMARY_REQUIRED = ['load', 'mode', 'state', 'startedAt', 'rows'];

export const LOAD_DETAILS = schema('LoadDetails', {
  type: 'object',
  required: [...SUMMARY_REQUIRED, 'resources', 'reasons', 'rejects'],
  properties: { ...SUMMARY, resources, reasons, rejects },
});

export const LOAD_PAGE = pageSchema(
  'LoadPage',
  schema('Load', { type: 'object', required: SUMMARY_REQUIRED, properties: SUMMARY }),
);

export const ISSUE_PAGE = pageSchema('LoadIssuePage', ISSUE);

/** The `load` of a path. */
export const LoadPath = () =>
  ApiParam({ name: 'load', description: 'Number of the load', schema: { type: 'integer' } });

/** What all endpoints about loads have in common. */
export function LoadEndpoint(summary: string, description: string, body: SchemaReference) {
  return applyDecorators(
    DealerEndpoint(summary, description),
    ApiOkResponse(answer('Success', body)),
    ApiNotFoundResponse(problem('There is no such load')),
  );
}

/** An endpoint that decides about a held load. */
export function DecisionEndpoint(summary: string, description: string, body: SchemaReference) {
  return applyDecorators(
    LoadEndpoint(summary, description, body),
    ApiConflictResponse(problem('The load is not held')),
  );
}

/** The endpoint that takes a load in its body. */
export function PushEndpoint() {
  return applyDecorators(
    LoadEndpoint('Push a load', PUSH_DESCRIPTION, LOAD_REPORT),
    ApiConsumes('application/x-ndjson'),
    ApiBody({
      description: 'One item a line, with its resource. May be compressed: Content-Encoding: gzip.',
      schema: {
        type: 'string',
        example: '{"resource":"customers","customerId":"00123456","customerName":"BRIDGER, INC"}\n',
      },
    }),
    ApiResponse({ status: 202, ...answer('Held, not published', LOAD_REPORT) }),
    ApiConflictResponse(problem('A delta of a resource that was never loaded in full')),
    ApiResponse({ status: 415, ...problem('The body is no NDJSON') }),
    ApiResponse({
      status: 422,
      ...answer('The body cannot be read to its end: nothing was published', LOAD_REPORT),
    }),
  );
}

const PUSH_DESCRIPTION =
  'Takes items as NDJSON, in any order, and publishes them together or not at all when the body ' +
  'has arrived completely. The answer comes when that is done.';
