import { applyDecorators } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiParam,
  ApiResponse,
} from '@nestjs/swagger';
import {
  answer,
  DealerEndpoint,
  PathId,
  problem,
  type SchemaReference,
} from '../http/dealer-endpoint.js';
import { pageSchema, schema } from '../http/schemas.js';
import { REQUEST_TYPES, STATUSES } from '../interface/message/vocabulary.js';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const texts = { type: 'array', items: text } as const;
const orNull = <T extends object>(one: T) => ({ ...one, nullable: true });
const status = { ...text, enum: [...STATUSES] };
const side = { ...text, enum: ['crs', 'dealer'] };
const layout = {
  type: 'object',
  description: 'In the interface’s layout; a file’s contents as `{fileId, size}`',
  additionalProperties: true,
} as const;

const SUMMARY = {
  requestId: { ...text, description: 'Ours: CRS’s remoteId', example: 'R17' },
  crsId: orNull({ ...text, description: 'CRS’s, once known' }),
  requestType: { ...text, enum: [...REQUEST_TYPES] },
  status,
  ended: { type: 'boolean', description: 'Nothing more is expected' } as const,
  disposition: orNull(text),
  customerNumber: orNull(text),
  contractIds: texts,
  divisionIds: texts,
  locationIds: texts,
  openedBy: side,
  createdDate: time,
  title: orNull(text),
  flag: orNull({ ...text, description: 'What CRS has to say against it' }),
  openedTime: time,
  changedTime: time,
  endedTime: orNull(time),
};

const UPDATE = objectOf({
  number: { ...integer, description: 'From 1' },
  origin: side,
  update: layout,
});

const FILE = objectOf({
  fileId: text,
  filename: orNull(text),
  mimetype: orNull(text),
  size: { ...integer, description: 'Bytes' },
  where: { ...text, example: 'update 2' },
});

const MESSAGE = objectOf({
  direction: { ...text, enum: ['in', 'out'] },
  sequence: integer,
  submittedMessageId: text,
  enqueuedTime: time,
  state: text,
  outcome: orNull(text),
});

const FAULT = objectOf({ path: text, reason: text });

const DETAILS = {
  ...SUMMARY,
  request: layout,
  data: { ...layout, description: 'What it tells, by its kind' },
  faults: { ...listOf(FAULT), description: 'What of it cannot be read' },
  allowed: { ...listOf(status), description: 'States that you may name now' },
  updates: listOf(UPDATE),
  files: listOf(FILE),
  messages: listOf(MESSAGE),
};

/** A request with all that belongs to it. */
export const REQUEST_DETAILS = schema('RequestDetails', objectOf(DETAILS));

const LISTED = { ...SUMMARY, updates: { ...integer, description: 'How many there are' } };

export const REQUEST_PAGE = pageSchema('RequestPage', schema('Request', objectOf(LISTED)));

/** The `request` of a path. */
export const RequestPath = () => PathId('request', 'Id of the request');

/** An endpoint that answers with something of requests. */
export function RequestEndpoint(summary: string, description: string, body: SchemaReference) {
  return applyDecorators(
    DealerEndpoint(summary, description),
    ApiOkResponse(answer('Success', body)),
  );
}

/** The endpoint that gives a file. */
export function FileEndpoint() {
  return applyDecorators(
    DealerEndpoint('A file of a request', 'An image or attachment, to be saved.'),
    ApiParam({ name: 'file', description: 'Id of the file', schema: text }),
    ApiOkResponse({
      description: 'Its contents',
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    }),
  );
}

/** The endpoint that opens a request. */
export function OpenEndpoint() {
  return applyDecorators(
    DealerEndpoint('Open a request', 'For a customer; CRS is told.'),
    ApiCreatedResponse(answer('Opened', REQUEST_DETAILS)),
    TooLarge(),
  );
}

/** The endpoint that updates a request. */
export function UpdateEndpoint() {
  return applyDecorators(
    DealerEndpoint('Update a request', 'Takes a step or adds a note; CRS is told.'),
    ApiOkResponse(answer('The request as it is now', REQUEST_DETAILS)),
    ApiConflictResponse(
      problem(
        'Its state does not allow it: `requestStatus` is the state, `allowed` what it allows',
      ),
    ),
    TooLarge(),
  );
}

function TooLarge() {
  return ApiResponse({ status: 413, ...problem('Over 25 MiB') });
}

/** An object all of whose members are always there. */
function objectOf<T extends object>(properties: T) {
  return { type: 'object' as const, required: Object.keys(properties), properties };
}

function listOf<T extends object>(items: T) {
  return { type: 'array' as const, items };
}
