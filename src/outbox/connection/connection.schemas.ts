import { schema } from '../../http/schemas.js';
import { STEP_RESULTS, STEP_SUBJECTS, STEPS } from './check/check-step.js';
import {
  CONNECTION_STATES,
  ENVIRONMENTS,
  NOTIFICATION_TYPES,
  TOKEN_AUTH_METHODS,
} from './crs-connection.js';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;
const time = { type: 'string', format: 'date-time' } as const;
const environment = { ...text, enum: [...ENVIRONMENTS], description: 'Which system of CRS it is' };

const SECRET = {
  type: 'object' as const,
  description: 'Never the secret itself',
  required: ['setTime'],
  properties: {
    setTime: { ...time, description: 'Since when the secret in use is set' },
    next: {
      type: 'object' as const,
      description: 'One that takes its place as soon as a token was got with it',
      required: ['setTime', 'nextAttemptTime'],
      properties: {
        setTime: time,
        nextAttemptTime: time,
        error: { ...text, description: 'Why it did not work' },
      },
    },
  },
};

const CIRCUIT = {
  type: 'object' as const,
  required: ['state', 'failures'],
  properties: {
    state: {
      ...text,
      enum: ['closed', 'open'],
      description: 'open: the last attempt failed, and the same message is tried again',
    },
    failures: { ...integer, description: 'Attempts that failed since CRS answered last' },
    nextAttemptTime: time,
    lastError: { ...text, example: 'CRS answered 503' },
    lastErrorTime: time,
    lastDeliveredTime: time,
  },
};

const CLOCK = {
  type: 'object' as const,
  required: ['driftSeconds', 'measuredTime'],
  properties: {
    driftSeconds: { ...integer, description: "How far CRS's clock is ahead of this server's" },
    measuredTime: time,
    warning: { type: 'boolean' as const, description: 'They differ by more than five minutes' },
  },
};

const NOTIFICATIONS = {
  type: 'object' as const,
  required: ['types', 'mostCustomers'],
  properties: {
    types: { type: 'array' as const, items: { ...text, enum: [...NOTIFICATION_TYPES] } },
    mostCustomers: integer,
  },
};

const QUEUE = {
  type: 'object' as const,
  description: 'What waits for CRS. Messages of one key are sent in their order',
  required: ['keysWaiting', 'keysHeld'],
  properties: {
    keysWaiting: integer,
    keysHeld: { ...integer, description: 'Keys whose first message CRS has refused' },
    oldestTime: { ...time, description: 'When the first message that waits was queued' },
  },
};

const REQUIRED =
  'messageUrl tokenUrl clientId tokenAuth environment state secret notifications circuit queue createdTime changedTime';

export const CONNECTION = schema('Connection', {
  type: 'object',
  required: REQUIRED.split(' '),
  properties: {
    messageUrl: { ...text, example: 'https://crs.example/dealer/messages' },
    tokenUrl: { ...text, example: 'https://login.example/oauth2/token' },
    clientId: { ...text, example: 'dealer-x123' },
    scope: text,
    audience: text,
    tokenAuth: { ...text, enum: [...TOKEN_AUTH_METHODS] },
    environment,
    state: { ...text, enum: [...CONNECTION_STATES] },
    pausedBy: { ...text, example: 'command line (operator)' },
    reason: { ...text, description: 'Why it is paused' },
    secret: SECRET,
    notifications: NOTIFICATIONS,
    circuit: CIRCUIT,
    clock: CLOCK,
    token: { type: 'object', required: ['usedUntil'], properties: { usedUntil: time } },
    queue: QUEUE,
    createdTime: time,
    changedTime: time,
  },
});

export const CHECK_REPORT = schema('ConnectionTest', {
  type: 'object',
  required: ['environment', 'ok', 'steps'],
  properties: {
    environment,
    ok: { type: 'boolean', description: 'No step failed' },
    steps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['about', 'step', 'ok', 'result', 'detail', 'milliseconds'],
        properties: {
          about: { ...text, enum: [...STEP_SUBJECTS] },
          step: { ...text, enum: [...STEPS] },
          ok: { type: 'boolean', description: 'Neither failed nor left undone' },
          result: { ...text, enum: [...STEP_RESULTS] },
          detail: { ...text, example: 'a token was given, valid for 3600 seconds' },
          milliseconds: integer,
        },
      },
    },
  },
});
