import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { throwError, timeout, type Observable } from 'rxjs';
import { CONFIG, type Config } from '../config/config.js';
import { AppError } from '../errors.js';

const TOO_LONG = 'The request took too long';

/**
 * Answers a request that takes longer than REQUEST_TIMEOUT_MS since it arrived, whatever it waits
 * for: CRS is told to come again rather than kept waiting.
 * @throws AppError `overloaded`
 */
@Injectable()
export class DeadlineInterceptor implements NestInterceptor {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const left = Math.max(1, this.config.REQUEST_TIMEOUT_MS - reply.elapsedTime);
    const late = () => throwError(() => new AppError('overloaded', TOO_LONG, { retryAfter: 10 }));
    return next.handle().pipe(timeout({ each: left, with: late }));
  }
}
