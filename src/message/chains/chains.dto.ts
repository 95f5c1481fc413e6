import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { AppError } from '../../errors.js';
import { single } from '../../http/parameters.js';
import { PageQuery } from '../../http/pull-query.js';

// Something to read in it, no NUL and no half of a surrogate pair: PostgreSQL refuses both.
const STORABLE = /^(?=[^]*\S)[^\0\p{Surrogate}]*$/u;
const MAX_ID = 100;
const MAX_TEXT = 10_000;

/** Parameters of a list of chains. */
export class ChainsQuery extends PageQuery {
  @Filter('Only chains with this customer.')
  customer?: string;

  @Filter('Only chains about this contract.')
  contract?: string;

  @Filter(
    'Only chains about the machine with this rentedAssetId, equipmentAssetId or serialNumber.',
  )
  asset?: string;

  @Truth('true: only chains that can be written in; false: only those that are closed.')
  active?: boolean;
}

/** A message to be written in a chain. */
export class ChainMessageBody {
  @Text('What is written', MAX_TEXT)
  messageText!: string;

  @Text('Who writes: a user of your systems, or cws:name for a Cat CWS user', MAX_ID)
  @Matches(/^\s*(?!(?:local|cws):\s*$)/, { message: 'must name a user' })
  createdBy!: string;

  @OptionalText('Full name of who writes', MAX_ID)
  userName?: string;
}

/** A chain to be begun, with its first message. It names the machine by at least one of its ids. */
export class ChainBody extends ChainMessageBody {
  @Text('Dealer Customer Number', MAX_ID)
  customerNumber!: string;

  @Text('The contract that the machine is on', MAX_ID)
  contractId!: string;

  @OptionalText('The machine, by its line of the contract', MAX_ID)
  rentedAssetId?: string;

  @OptionalText('The machine, by its equipment id', MAX_ID)
  equipmentAssetId?: string;

  @OptionalText('The machine, by its serial number', MAX_ID)
  serialNumber?: string;
}

function Filter(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: String, description }),
    Transform(({ value }) => single(value), { toClassOnly: true }),
    IsOptional(),
    IsString({ message: 'must be given once' }),
    Matches(STORABLE, { message: 'must be text' }),
  );
}

function Truth(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: Boolean, description }),
    Transform(({ value }) => truthOf(single(value)), { toClassOnly: true }),
    IsOptional(),
    IsBoolean({ message: 'must be true or false' }),
  );
}

function truthOf(value: unknown): unknown {
  const text = String(value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : value;
}

function Text(description: string, maxLength: number) {
  return applyDecorators(ApiProperty({ description, maxLength }), isText(maxLength));
}

function OptionalText(description: string, maxLength: number) {
  return applyDecorators(
    ApiPropertyOptional({ description, maxLength }),
    IsOptional(),
    isText(maxLength),
  );
}

function isText(maxLength: number) {
  return applyDecorators(
    Matches(STORABLE, { message: 'must be text, and not blank' }),
    MaxLength(maxLength, { message: `must be at most ${maxLength} characters long` }),
  );
}

/** The id of a chain in a path. @throws AppError `not-found` when it is none */
@Injectable()
export class ChainIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (/^C\d{1,18}$/.test(text)) return text;
    throw new AppError('not-found', 'There is no such chain');
  }
}
