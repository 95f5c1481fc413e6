import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentCaller, type Caller } from '../../auth/caller.js';
import { BodyPipe } from '../../http/body.pipe.js';
import { DealerQuery } from '../../http/pull-query.js';
import { TakesShare } from '../../http/load/share.js';
import { QueryPipe } from '../../http/query.pipe.js';
import { CallersConnection } from './callers-connection.js';
import type { CheckReport } from './check/check-step.js';
import type { ConnectionView } from './connection-view.js';
import { ConnectionBody, ConnectionPatch } from './connection.dto.js';
import {
  ChangeConnectionEndpoint,
  ConnectionEndpoint,
  PutConnectionEndpoint,
  RemoveConnectionEndpoint,
  TestConnectionEndpoint,
} from './connection.openapi.js';

/** How a dealer's messages get to CRS. */
@ApiTags('Connection')
@Controller('dealer/v1/connection')
export class ConnectionController {
  constructor(private readonly connections: CallersConnection) {}

  @Get()
  @ConnectionEndpoint()
  get(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<ConnectionView> {
    return this.connections.get(caller, dealer);
  }

  @Put()
  @PutConnectionEndpoint()
  async connect(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) body: ConnectionBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectionView> {
    const { view, isNew } = await this.connections.connect(caller, dealer, body);
    reply.status(isNew ? 201 : 200);
    return view;
  }

  @Patch()
  @ChangeConnectionEndpoint()
  change(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
    @Body(BodyPipe) patch: ConnectionPatch,
  ): Promise<ConnectionView> {
    return this.connections.change(caller, dealer, patch);
  }

  @Delete()
  @HttpCode(204)
  @RemoveConnectionEndpoint()
  remove(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<void> {
    return this.connections.remove(caller, dealer);
  }

  @Post('test')
  @TakesShare('lasting')
  @HttpCode(200)
  @TestConnectionEndpoint()
  test(
    @CurrentCaller() caller: Caller,
    @Query(QueryPipe) { dealer }: DealerQuery,
  ): Promise<CheckReport> {
    return this.connections.test(caller, dealer);
  }
}
