import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { note } from './request-notes.js';

/** An answer whose JSON text is finished: it is sent as it stands. */
export interface FinishedBody {
  readonly body: string;
  readonly dealer: string;
  readonly items: number;
  readonly generation: string;
  /** Of a list with pages. */
  readonly pageSize?: number;
  readonly totalPages?: number;
}

/** Sends a finished body, and notes for the request log and the records what was served. */
@Injectable()
export class BodyInterceptor implements NestInterceptor<FinishedBody, string> {
  intercept(context: ExecutionContext, next: CallHandler<FinishedBody>): Observable<string> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map(({ body, ...notes }) => {
        note(http.getRequest<FastifyRequest>(), { ...notes, bytes: Buffer.byteLength(body) });
        reply.header('content-type', 'application/json; charset=utf-8');
        return body;
      }),
    );
  }
}
