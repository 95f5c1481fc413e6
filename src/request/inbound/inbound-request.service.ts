import { Injectable } from '@nestjs/common';
import type { ClientBase } from 'pg';
import type { Handled, InboundHandler, InboundMessage } from '../../queue/inbound.js';
import { InboundErrorService } from './inbound-error.service.js';
import { readPayload, type InboundPayload, type ToldRequest } from './inbound-payload.js';
import { InboundUpdateService } from './inbound-update.service.js';
import { OpeningService } from './opening.service.js';
import { RefusalService } from './refusal.service.js';
import { isRequestType } from '../../interface/message/request-type.js';
import type { RequestRecord } from '../request.js';
import { RequestStore } from '../request.store.js';

/** Applies the messages about requests that come from CRS. */
@Injectable()
export class InboundRequestService implements InboundHandler {
  constructor(
    private readonly store: RequestStore,
    private readonly opening: OpeningService,
    private readonly updates: InboundUpdateService,
    private readonly errors: InboundErrorService,
    private readonly refusal: RefusalService,
  ) {}

  /**
   * A new request is opened, an update of a known one applied as its state allows, an error about a
   * message of ours settled. What cannot be applied is answered with an error message of the
   * interface (§ PO Request Integration), and its outcome is `refused`.
   */
  async handle(client: ClientBase, message: InboundMessage): Promise<Handled> {
    const payload = readPayload(message.payload, message.sequence);
    if (payload.errorCode !== undefined) return this.errors.settle(client, message, payload);
    const { request: told } = payload;
    if (!told) return this.refusal.notFound(client, message, 'It names no request');
    const found = await this.store.lock(client, message.dealerCode, told);
    const contradiction = contradictionIn(told, found);
    if (contradiction !== undefined)
      return this.refusal.notFound(client, message, contradiction, told);
    const [known] = found;
    return known
      ? this.updates.apply(client, message, known, { ...payload, request: told })
      : this.#unknown(client, message, { ...payload, request: told });
  }

  #unknown(
    client: ClientBase,
    message: InboundMessage,
    payload: InboundPayload & { readonly request: ToldRequest },
  ): Promise<Handled> {
    const { request: told, update } = payload;
    if (update) return this.refusal.notFound(client, message, 'It is not known', told);
    return this.opening.fromCrs(client, message, told, payload.history ?? []);
  }
}

/** Why what a message tells cannot be the request that was found; undefined when it can. */
function contradictionIn(told: ToldRequest, found: readonly RequestRecord[]): string | undefined {
  if (!isRequestType(told.requestType)) return 'It is of no known kind';
  const [known, other] = found;
  if (other) return 'Its two ids are those of different requests';
  if (known && known.requestType !== told.requestType) return 'It is of another kind';
  const differs = known?.crsId && told.crsId !== undefined && known.crsId !== told.crsId;
  return differs ? 'Its two ids are those of different requests' : undefined;
}
