import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, type Caller } from '../auth/caller.js';
import { BodyLimit } from '../http/body-limit.js';
import { BodyPipe } from '../http/body.pipe.js';
import type { Page } from '../http/page.js';
import { DealerQuery } from '../http/pull-query.js';
import { QueryPipe } from '../http/query.pipe.js';
import { DealerAnswerService } from './answers/dealer-answer.service.js';
import { DealerOpeningService } from './answers/dealer-opening.service.js';
import type { RequestDetails, RequestSummary } from './request-details.js';
import { IdPipe, OpenBody, RequestsQuery, UpdateBody } from './requests.dto.js';
import {
  FileEndpoint,
  OpenEndpoint,
  REQUEST_DETAILS,
  REQUEST_PAGE,
  RequestEndpoint,
  RequestPath,
  UpdateEndpoint,
} from './requests.openapi.js';
import { RequestsService } from './requests.service.js';

/** Room for attachments: a third more than their bytes, in base64. */
const BODY_LIMIT = 25 * 1024 * 1024;

/** Customers' requests, for the dealer's own systems. */
@ApiTags('Requests')
@Controller('dealer/v1/requests')
export class RequestsController {
  constructor(
    private readonly requests: RequestsService,
    private readonly answers: DealerAnswerService,
    private readonly opening: DealerOpeningService,
  ) {}

  @Get()
  @RequestEndpoint('Requests', 'The requests of a dealer, the last changed first.', REQUEST_PAGE)
  list(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) query: RequestsQuery,
  ): Promise<Page<RequestSummary>> {
    return this.requests.list(caller, query);
  }

  @Get(':request')
  @RequestPath()
  @RequestEndpoint('One request', 'With its updates, files and messages.', REQUEST_DETAILS)
  get(
    @CurrentCaller() caller: Caller,
    @Param('request', IdPipe) request: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<RequestDetails> {
    return this.requests.get(caller, request, dealer);
  }

  @Get(':request/files/:file')
  @RequestPath()
  @FileEndpoint()
  async file(
    @CurrentCaller() caller: Caller,
    @Param('request', IdPipe) request: string,
    @Param('file', IdPipe) file: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { contents, headers } = await this.requests.file(caller, request, file, dealer);
    reply.headers(headers);
    return new StreamableFile(contents);
  }

  @Post()
  @BodyLimit(BODY_LIMIT)
  @OpenEndpoint()
  open(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: OpenBody,
  ): Promise<RequestDetails> {
    return this.opening.open(caller, body, dealer);
  }

  @Post(':request/updates')
  @HttpCode(200)
  @BodyLimit(BODY_LIMIT)
  @RequestPath()
  @UpdateEndpoint()
  update(
    @CurrentCaller() caller: Caller,
    @Param('request', IdPipe) request: string,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: UpdateBody,
  ): Promise<RequestDetails> {
    return this.answers.update(caller, request, body, dealer);
  }
}
