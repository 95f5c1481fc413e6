import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { AppError } from '../errors.js';
import { EVENT_TYPES } from '../events/event.js';
import { WEBHOOK_STATES, type WebhookState } from './webhook.js';

const MAX_URL = 2000;

/** A webhook to be registered. */
export class WebhookBody {
  @ApiProperty({
    description: URL_MEANING(),
    maxLength: MAX_URL,
    example: 'https://rms.example/crs',
  })
  @IsUrlText()
  url!: string;

  @EventTypes()
  eventTypes?: string[];

  @Sequence(
    'The sequence of the last event that it does not get; left out: only what happens from now',
  )
  after?: number;
}

/** What is to be changed of a webhook. */
export class WebhookPatch {
  @ApiPropertyOptional({ description: URL_MEANING(), maxLength: MAX_URL })
  @IfGiven()
  @IsUrlText()
  url?: string;

  @EventTypes()
  eventTypes?: string[];

  @ApiPropertyOptional({ enum: WEBHOOK_STATES, description: 'active goes on where it stopped' })
  @IfGiven()
  @IsIn(WEBHOOK_STATES, { message: `must be one of ${WEBHOOK_STATES.join(', ')}` })
  state?: WebhookState;
}

/** From where events are to be delivered again. */
export class ReplayBody {
  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Events after this sequence are delivered',
  })
  @IsSequence()
  after!: number;
}

function URL_MEANING() {
  return 'Where events are posted to: https://, to a public address';
}

function IsUrlText() {
  return applyDecorators(
    IsString({ message: 'must be text' }),
    MaxLength(MAX_URL, { message: `must be at most ${MAX_URL} characters long` }),
  );
}

function EventTypes() {
  return applyDecorators(
    ApiPropertyOptional({
      isArray: true,
      enum: EVENT_TYPES,
      description: 'Only events of these types; all when it is empty',
    }),
    IfGiven(),
    IsArray({ message: 'must be a list' }),
    ArrayUnique({ message: 'must name each type once' }),
    IsIn(EVENT_TYPES, { each: true, message: `must be of ${EVENT_TYPES.join(', ')}` }),
  );
}

function Sequence(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 0, description }),
    IfGiven(),
    IsSequence(),
  );
}

function IsSequence() {
  const message = 'must be a whole number from 0';
  return applyDecorators(IsInt({ message }), Min(0, { message }), Max(1e15, { message }));
}

/** Null is no value here: it is told to be a fault. */
function IfGiven() {
  return ValidateIf((_body, value) => value !== undefined);
}

/** The id of a webhook in a path. @throws AppError `not-found` when it is none */
@Injectable()
export class WebhookIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (/^wh_[0-9a-f]{24}$/.test(text)) return text;
    throw new AppError('not-found', 'There is no such webhook');
  }
}
