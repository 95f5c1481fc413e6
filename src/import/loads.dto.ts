import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn } from 'class-validator';
import { AppError } from '../errors.js';
import { single } from '../http/parameters.js';
import { DealerQuery } from '../http/pull-query.js';
import { RESOURCES, type ResourceName } from '../interface/resource.js';
import type { LoadMode } from './load-report.js';

const MODES: readonly LoadMode[] = ['full', 'delta'];

/** Parameters of a push. */
export class PushQuery extends DealerQuery {
  @Mode()
  mode: LoadMode = 'full';

  @Resources()
  resources: ResourceName[] = [];
}

function Mode() {
  return applyDecorators(
    ApiPropertyOptional({
      enum: MODES,
      default: 'full',
      description:
        'full: what is sent is all there is of its resources, anything else of them goes. ' +
        'delta: only adds, changes and deletes.',
    }),
    Transform(({ value }) => single(value) ?? 'full', { toClassOnly: true }),
    IsIn(MODES, { message: `must be ${MODES.join(' or ')}` }),
  );
}

function Resources() {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      description:
        'Resources that are sent in full beside those that occur in the body, separated by ' +
        'commas: so that an empty one can be said.',
      example: 'contracts,jobsites',
    }),
    Transform(({ value }) => parts(value), { toClassOnly: true }),
    IsIn(RESOURCES, { each: true, message: `must be of ${RESOURCES.join(', ')}` }),
  );
}

function parts(value: unknown): string[] {
  const texts = [value].flat().flatMap((text) => String(text).split(','));
  return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
}

/** The number of a load in a path. @throws AppError `not-found` when it is none */
@Injectable()
export class LoadNumberPipe implements PipeTransform<string, number> {
  transform(text: string): number {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new AppError('not-found', 'There is no such load');
  }
}
