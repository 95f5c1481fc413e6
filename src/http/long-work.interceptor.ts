import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/**
 * Lets the answer take its time: a connection is closed when nothing moves on it for a minute, which
 * here is no sign that the other side is gone once the request has arrived.
 */
@Injectable()
export class LongWorkInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { raw } = context.switchToHttp().getRequest<FastifyRequest>();
    const wait = () => raw.socket.setTimeout(0);
    if (raw.complete) wait();
    else raw.once('end', wait);
    return next.handle();
  }
}
