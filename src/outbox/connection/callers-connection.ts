import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../auth/caller.js';
import { resolveDealer } from '../../auth/dealer-access.js';
import { ConnectionCheck } from './check/connection-check.js';
import type { CheckReport } from './check/check-step.js';
import type { ConnectionView } from './connection-view.js';
import type { ConnectionBody, ConnectionPatch } from './connection.dto.js';
import { ConnectionService, type PutConnection } from './connection.service.js';

/**
 * Connections, as clients of the API handle those of their dealers. All here throw AppError
 * `dealer-required` and `dealer-not-allowed`, and what {@link ConnectionService} throws.
 */
@Injectable()
export class CallersConnection {
  readonly #logger = new Logger('Outbox');

  constructor(
    private readonly connections: ConnectionService,
    private readonly check: ConnectionCheck,
  ) {}

  async get(caller: Caller, named: string | undefined): Promise<ConnectionView> {
    return this.connections.get(resolveDealer(caller, named));
  }

  async connect(
    caller: Caller,
    named: string | undefined,
    body: ConnectionBody,
  ): Promise<PutConnection> {
    const dealer = resolveDealer(caller, named);
    const put = await this.connections.connect(dealer, body);
    this.#log(caller, dealer, put.isNew ? 'A dealer was connected' : 'A connection was replaced');
    return put;
  }

  async change(
    caller: Caller,
    named: string | undefined,
    patch: ConnectionPatch,
  ): Promise<ConnectionView> {
    const dealer = resolveDealer(caller, named);
    const view = await this.connections.change(dealer, patch, `client ${caller.clientId}`);
    // What was changed, not to what: a secret may be among it.
    this.#log(caller, dealer, 'A connection was changed', { changed: Object.keys(patch) });
    return view;
  }

  async remove(caller: Caller, named: string | undefined): Promise<void> {
    const dealer = resolveDealer(caller, named);
    await this.connections.remove(dealer);
    this.#log(caller, dealer, 'A connection was removed');
  }

  async test(caller: Caller, named: string | undefined): Promise<CheckReport> {
    return this.check.run(resolveDealer(caller, named));
  }

  #log({ clientId: client }: Caller, dealer: string, text: string, about: object = {}): void {
    this.#logger.log({ dealer, client, ...about }, text);
  }
}
