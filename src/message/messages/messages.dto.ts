import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { AppError } from '../../errors.js';
import { single } from '../../http/parameters.js';
import { PageQuery } from '../../http/pull-query.js';
import { MESSAGE_STATES, type Direction, type MessageState } from '../../queue/message-record.js';

const DIRECTIONS: readonly Direction[] = ['in', 'out'];

/** Parameters of a list of messages. */
export class MessagesQuery extends PageQuery {
  @Choice(DIRECTIONS, 'in: from CRS; out: to CRS. Both when left out.')
  direction?: Direction;

  @Choice(MESSAGE_STATES, 'Only messages in this state.')
  state?: MessageState;
}

function Choice(values: readonly string[], description: string) {
  return applyDecorators(
    ApiPropertyOptional({ enum: values, description }),
    Transform(({ value }) => single(value), { toClassOnly: true }),
    IsOptional(),
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
  );
}

/** Why a message is dropped. */
export class DropBody {
  @ApiProperty({ description: 'Why; kept with the message', maxLength: 1000 })
  @IsString({ message: 'must be text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(1000, { message: 'must be at most 1000 characters long' })
  reason!: string;
}

/** With whom a message is matched. */
export class MatchBody {
  @ApiPropertyOptional({
    description: 'The customer it belongs to; without it, the one it names, who is known by now',
    maxLength: 50,
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(50, { message: 'must be at most 50 characters long' })
  customerNumber?: string;
}

/** The direction and sequence of a message. */
export interface MessageId {
  readonly direction: Direction;
  readonly sequence: number;
}

/** The id of a message in a path. @throws AppError `not-found` when it is none */
@Injectable()
export class MessageIdPipe implements PipeTransform<string, MessageId> {
  transform(text: string): MessageId {
    const [, direction, sequence] = /^(in|out)-(\d{1,15})$/.exec(text) ?? [];
    if (direction === undefined) throw new AppError('not-found', 'There is no such message');
    return { direction: direction as Direction, sequence: Number(sequence) };
  }
}
