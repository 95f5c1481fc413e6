import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { AppError } from '../../errors.js';
import { AddressRules } from '../../outgoing/address-rules.js';
import { checkedUrl, UrlRefusedError } from '../../outgoing/checked-url.js';
import {
  columnsOfChange,
  columnsOfReplacement,
  type ConnectionChange,
  type PresentConnection,
} from './connection-change.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { toView } from './connection-row.js';
import type { ConnectionView, DealerConnection } from './connection-view.js';
import type { ConnectionBody, ConnectionPatch } from './connection.dto.js';
import { ConnectionStore } from './connection.store.js';
import { NOTIFICATION_TYPES, type CrsEnvironment } from './crs-connection.js';

const MOST_CUSTOMERS = 500;

/** A connection after it was put. */
export interface PutConnection {
  readonly view: ConnectionView;
  /** There was none before. */
  readonly isNew: boolean;
}

/** Dealers' connections with CRS. All about one but {@link connect} throw AppError `not-found`. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly store: ConnectionStore,
    private readonly secrets: ConnectionSecrets,
    private readonly rules: AddressRules,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get(dealerCode: string): Promise<ConnectionView> {
    return toView(await this.store.get(dealerCode), this.clock());
  }

  /** Those of all dealers, by dealer. */
  async list(): Promise<DealerConnection[]> {
    const rows = await this.store.list();
    return rows.map((row) => ({ dealer: row.dealerCode, ...toView(row, this.clock()) }));
  }

  /**
   * Connects a dealer, or replaces all settings of its connection.
   * @throws AppError `invalid-request`; `not-allowed-now` when messages wait for the other environment
   */
  async connect(dealerCode: string, body: ConnectionBody): Promise<PutConnection> {
    const { messageUrl, tokenUrl, clientId, clientSecret, environment, notifications } = body;
    const made = {
      messageUrl: this.#url('messageUrl', messageUrl),
      tokenUrl: this.#url('tokenUrl', tokenUrl),
      clientId,
      scope: body.scope ?? null,
      audience: body.audience ?? null,
      tokenAuth: body.tokenAuth ?? ('client_secret_basic' as const),
      environment,
      secret: this.secrets.seal(dealerCode, 'secret', clientSecret),
      notifyTypes: notifications?.types ?? NOTIFICATION_TYPES,
      notifyMost: notifications?.mostCustomers ?? MOST_CUSTOMERS,
    };
    const now = new Date(this.clock());
    const replace = (present: PresentConnection) => {
      refuseMoving(present, environment, body.keepMessages);
      return columnsOfReplacement(present, made, now);
    };
    const isNew = await this.store.put(dealerCode, made, replace, now);
    return { view: await this.get(dealerCode), isNew };
  }

  /**
   * Changes what is given. A new secret is tried first, and the one before stays in use until it works.
   * @param by who does it, for the record
   * @throws AppError `invalid-request`; `not-allowed-now` when messages wait for the other environment
   */
  async change(dealerCode: string, patch: ConnectionPatch, by: string): Promise<ConnectionView> {
    const change = this.#changeOf(dealerCode, patch, by);
    const now = new Date(this.clock());
    await this.store.change(dealerCode, (present) => {
      refuseMoving(present, patch.environment ?? present.environment, patch.keepMessages);
      return columnsOfChange(present, change, now);
    });
    return this.get(dealerCode);
  }

  /** Nothing is sent any more; messages that wait do so until the dealer is connected again. */
  async remove(dealerCode: string): Promise<void> {
    await this.store.remove(dealerCode);
  }

  #changeOf(dealerCode: string, patch: ConnectionPatch, by: string): ConnectionChange {
    const { messageUrl, tokenUrl, clientId, clientSecret, scope, audience, tokenAuth } = patch;
    const { environment, notifications, state, reason } = patch;
    if (reason !== undefined && state === undefined)
      throw fault('reason', 'must come with a state');
    return {
      ...(messageUrl !== undefined && { messageUrl: this.#url('messageUrl', messageUrl) }),
      ...(tokenUrl !== undefined && { tokenUrl: this.#url('tokenUrl', tokenUrl) }),
      ...(clientId !== undefined && { clientId }),
      ...(clientSecret !== undefined && {
        secret: this.secrets.seal(dealerCode, 'secret', clientSecret),
      }),
      ...(scope !== undefined && { scope }),
      ...(audience !== undefined && { audience }),
      ...(tokenAuth !== undefined && { tokenAuth }),
      ...(environment !== undefined && { environment }),
      ...(notifications?.types !== undefined && { notifyTypes: notifications.types }),
      ...(notifications?.mostCustomers !== undefined && {
        notifyMost: notifications.mostCustomers,
      }),
      ...(state !== undefined && { state, stateBy: by, stateReason: reason ?? null }),
    };
  }

  #url(path: string, text: string): string {
    try {
      return checkedUrl(text, this.rules).href;
    } catch (error) {
      if (error instanceof UrlRefusedError) throw fault(path, error.message);
      throw error;
    }
  }
}

/** What was written for a test system is nothing for a production system, nor the other way round. */
function refuseMoving(
  present: PresentConnection,
  environment: CrsEnvironment,
  keepMessages = false,
): void {
  const { keysWaiting: keys } = present;
  if (environment === present.environment || keys === 0 || keepMessages) return;
  const waiting = keys === 1 ? 'Messages of 1 key wait' : `Messages of ${keys} keys wait`;
  throw new AppError(
    'not-allowed-now',
    `${waiting} for the ${present.environment} system: let them be delivered, drop them, or send ` +
      `them to the ${environment} system by keepMessages`,
  );
}

function fault(path: string, reason: string): AppError {
  return new AppError('invalid-request', undefined, { faults: [{ path, reason }] });
}
