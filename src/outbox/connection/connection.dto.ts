import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Audience, IfGiven, IsText, KeepMessages, Scope, TokenAuth } from './connection.fields.js';
import {
  CONNECTION_STATES,
  ENVIRONMENTS,
  NOTIFICATION_TYPES,
  type ConnectionState,
  type CrsEnvironment,
  type NotificationType,
  type TokenAuthMethod,
} from './crs-connection.js';

// More would keep the sender and those who answer requests waiting for seconds.
const MOST_CUSTOMERS = 5_000;
const LIMITS = { url: 2000, name: 500, secret: 1000 };

const MESSAGE_URL = 'Where CRS takes messages: https://, to a public address';
const TOKEN_URL = 'Where CRS gives access tokens: https://, to a public address';
const SECRET = 'The client secret. It is stored encrypted and never told again';
const SAMPLE = 'https://crs.example/dealer/messages';
const TOKEN_SAMPLE = 'https://login.example/oauth2/token';

/** What CRS is told of by itself. */
export class NotificationSettings {
  @ApiPropertyOptional({
    isArray: true,
    enum: NOTIFICATION_TYPES,
    description: 'Kinds of changes that CRS is told of; none when it is empty',
    example: ['contract', 'invoice'],
  })
  @IfGiven()
  @IsArray({ message: 'must be a list' })
  @ArrayUnique({ message: 'must name each type once' })
  @IsIn(NOTIFICATION_TYPES, { each: true, message: `must be of ${NOTIFICATION_TYPES.join(', ')}` })
  types?: NotificationType[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MOST_CUSTOMERS,
    description: 'Of a load that changes more customers CRS is not told: it pulls them anyway',
  })
  @IfGiven()
  @IsInt({ message: MOST_MEANING() })
  @Min(0, { message: MOST_MEANING() })
  @Max(MOST_CUSTOMERS, { message: MOST_MEANING() })
  mostCustomers?: number;
}

/** All settings of a connection with CRS. */
export class ConnectionBody {
  @ApiProperty({ description: MESSAGE_URL, maxLength: LIMITS.url, example: SAMPLE })
  @IsText(LIMITS.url)
  messageUrl!: string;

  @ApiProperty({ description: TOKEN_URL, maxLength: LIMITS.url, example: TOKEN_SAMPLE })
  @IsText(LIMITS.url)
  tokenUrl!: string;

  @ApiProperty({ description: 'The client id', maxLength: LIMITS.name, example: 'dealer-x123' })
  @IsText(LIMITS.name)
  clientId!: string;

  @ApiProperty({ description: SECRET, maxLength: LIMITS.secret, writeOnly: true })
  @IsText(LIMITS.secret)
  clientSecret!: string;

  @Scope()
  scope?: string | null;

  @Audience()
  audience?: string | null;

  @TokenAuth()
  tokenAuth?: TokenAuthMethod;

  @ApiProperty({ enum: ENVIRONMENTS, description: 'Which system of CRS it is', example: 'test' })
  @IsIn(ENVIRONMENTS, { message: `must be one of ${ENVIRONMENTS.join(', ')}` })
  environment!: CrsEnvironment;

  @Notifications('All types, and 500 customers, when left out')
  notifications?: NotificationSettings;

  @KeepMessages()
  keepMessages?: boolean;
}

/** What is to be changed of a connection with CRS. */
export class ConnectionPatch {
  @ApiPropertyOptional({ description: MESSAGE_URL, maxLength: LIMITS.url, example: SAMPLE })
  @IfGiven()
  @IsText(LIMITS.url)
  messageUrl?: string;

  @ApiPropertyOptional({ description: TOKEN_URL, maxLength: LIMITS.url, example: TOKEN_SAMPLE })
  @IfGiven()
  @IsText(LIMITS.url)
  tokenUrl?: string;

  @ApiPropertyOptional({ description: 'The client id', maxLength: LIMITS.name })
  @IfGiven()
  @IsText(LIMITS.name)
  clientId?: string;

  @ApiPropertyOptional({
    description: `${SECRET}. The one before stays in use until a token was got with it`,
    maxLength: LIMITS.secret,
    writeOnly: true,
  })
  @IfGiven()
  @IsText(LIMITS.secret)
  clientSecret?: string;

  @Scope()
  scope?: string | null;

  @Audience()
  audience?: string | null;

  @TokenAuth()
  tokenAuth?: TokenAuthMethod;

  @ApiPropertyOptional({ enum: ENVIRONMENTS, description: 'Which system of CRS it is' })
  @IfGiven()
  @IsIn(ENVIRONMENTS, { message: `must be one of ${ENVIRONMENTS.join(', ')}` })
  environment?: CrsEnvironment;

  @ApiPropertyOptional({ enum: CONNECTION_STATES, description: 'paused: nothing is sent' })
  @IfGiven()
  @IsIn(CONNECTION_STATES, { message: `must be one of ${CONNECTION_STATES.join(', ')}` })
  state?: ConnectionState;

  @ApiPropertyOptional({ description: 'Why it is paused', maxLength: LIMITS.name })
  @IfGiven()
  @IsText(LIMITS.name)
  reason?: string;

  @Notifications('What is left out stays')
  notifications?: NotificationSettings;

  @KeepMessages()
  keepMessages?: boolean;
}

function MOST_MEANING() {
  return `must be a whole number from 0 to ${MOST_CUSTOMERS}`;
}

function Notifications(description: string) {
  return applyDecorators(
    ApiPropertyOptional({ type: () => NotificationSettings, description }),
    IfGiven(),
    // A list would do for the other one.
    IsObject({ message: 'must be an object' }),
    ValidateNested({ message: 'must be an object' }),
    Type(() => NotificationSettings),
  );
}
