import { Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { HandOverBody, type HandedBody } from '../http/handed-body.js';
import { note, type RequestNotes } from '../http/request-notes.js';
import type { JsonObject } from '../interface/message/json-values.js';
import { IntakeService } from './intake/intake.service.js';
import { NamedDealersPipe } from './intake/named-dealers.pipe.js';
import { MessageEndpoint } from './message.openapi.js';

/** The real-time messages of CRS (§ Base Messaging Structure). */
@ApiTags('Messages')
@Controller('api/v1/message')
export class MessageController {
  constructor(private readonly intake: IntakeService) {}

  @Post()
  @HttpCode(200)
  @HandOverBody()
  @MessageEndpoint()
  submit(
    @CurrentCaller() caller: Caller,
    @Query(NamedDealersPipe) dealers: string[],
    @Req() request: FastifyRequest,
  ): Promise<JsonObject> {
    const tell = (notes: RequestNotes) => note(request, notes);
    return this.intake.accept(caller, dealers, request.body as HandedBody, tell);
  }
}
