import { applyDecorators } from '@nestjs/common';
import { ApiConflictResponse, ApiCreatedResponse, ApiOkResponse } from '@nestjs/swagger';
import { answer, DealerEndpoint, PathId, problem } from '../../http/dealer-endpoint.js';
import { pageSchema, schema } from '../../http/schemas.js';

const text = { type: 'string' } as const;
const nullable = { ...text, nullable: true } as const;
const time = { type: 'string', format: 'date-time' } as const;
const side = { ...text, enum: ['crs', 'dealer'] };

const SUMMARY = {
  id: { ...text, description: 'What CRS knows as remoteId', example: 'C12' },
  crsId: { ...text, description: 'CRS’s own id, once known' },
  customerNumber: nullable,
  contractId: nullable,
  rentedAssetId: nullable,
  equipmentAssetId: nullable,
  serialNumber: nullable,
  active: { type: 'boolean', description: 'Whether it can be written in' },
  openedBy: side,
  createdDate: time,
  createdBy: nullable,
  userName: nullable,
  messageCount: { type: 'integer' },
  flag: { ...text, description: 'What CRS has to say against it' },
  changedTime: time,
} as const;

const REQUIRED = Object.keys(SUMMARY).filter((name) => name !== 'crsId' && name !== 'flag');

export const CHAIN_PAGE = pageSchema(
  'ChainPage',
  schema('Chain', { type: 'object', required: REQUIRED, properties: SUMMARY }),
);

const MESSAGE = schema('ChainMessage', {
  type: 'object',
  required: [
    'number',
    'origin',
    'createdDate',
    'createdBy',
    'userName',
    'messageText',
    'confirmed',
  ],
  properties: {
    number: { type: 'integer', description: 'In the order they came to be known here' },
    origin: side,
    createdDate: time,
    createdBy: nullable,
    userName: nullable,
    messageText: text,
    confirmed: { type: 'boolean', description: 'CRS has it, and the time is CRS’s' },
    message: { ...text, description: 'What brought it, or takes it to CRS', example: 'out-3' },
  },
});

const DETAILS = schema('ChainDetails', {
  type: 'object',
  required: [...REQUIRED, 'messages'],
  properties: {
    ...SUMMARY,
    messages: { type: 'array', description: 'The oldest first', items: MESSAGE },
  },
});

/** The list of chains. */
export function ChainListEndpoint() {
  return applyDecorators(
    DealerEndpoint('Message chains', 'The chains of a dealer, the last changed first.'),
    ApiOkResponse(answer('Success', CHAIN_PAGE)),
  );
}

/** An endpoint that answers with a chain. */
export function OneChainEndpoint(summary: string, description: string) {
  return applyDecorators(
    DealerEndpoint(summary, description),
    PathId('id', 'Id of the chain'),
    ApiOkResponse(answer('Success', DETAILS)),
  );
}

/** The endpoint that begins a chain. */
export function BeginEndpoint() {
  return applyDecorators(
    DealerEndpoint(
      'Begin a chain',
      'Begins a chain about a machine on a contract, with its first message, which is queued for CRS.',
    ),
    ApiCreatedResponse(answer('Begun', DETAILS)),
  );
}

/** The endpoint that writes in a chain. */
export function WriteEndpoint() {
  return applyDecorators(
    DealerEndpoint('Write in a chain', 'Adds a message, and queues it for CRS.'),
    PathId('id', 'Id of the chain'),
    ApiCreatedResponse(answer('Written', DETAILS)),
    ApiConflictResponse(problem('The chain is closed')),
  );
}
