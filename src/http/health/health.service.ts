import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../../database/database.js';
import {
  connectionStates,
  loadStates,
  queueStates,
  type ConnectionState,
  type LoadState,
  type QueueState,
} from './state.store.js';
import { isUsable } from '../tls/expiry.js';
import { TlsCertificate } from '../tls/tls-certificate.js';

/** What readiness is made of. */
@Injectable()
export class HealthService {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly data: Database,
    private readonly certificate: TlsCertificate,
  ) {}

  /** For load balancers: to be left alone. */
  stopping(): HealthIndicatorResult {
    return this.indicators.check('server').down({ reason: 'stopping' });
  }

  async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    try {
      await this.data.ping();
      return indicator.up();
    } catch {
      return indicator.down({ reason: 'The database does not answer' });
    }
  }

  async migrations(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('migrations');
    try {
      const pending = await this.data.pendingMigrations();
      return pending.length === 0 ? indicator.up() : indicator.down({ pending });
    } catch {
      return indicator.down({ reason: 'The applied migrations cannot be read' });
    }
  }

  /** Degraded at worst, as the primary answers what the replica does not. Nothing without one. */
  async replica(): Promise<HealthIndicatorResult> {
    const state = await this.data.replica?.state();
    if (!state) return {};
    const indicator = this.indicators.check('replica');
    return state.used ? indicator.up({ ...state }) : indicator.degraded({ ...state });
  }

  /** Degraded from 30 days before the certificate expires. Nothing where a proxy speaks TLS. */
  tls(): HealthIndicatorResult {
    const [state, expiry] = [this.certificate.state(), this.certificate.expiry()];
    if (!state || !expiry) return {};
    const indicator = this.indicators.check('tls');
    const told = { notAfter: state.notAfter.toISOString(), daysLeft: expiry.daysLeft };
    if (!isUsable(expiry)) {
      const what = expiry.state === 'expired' ? 'has expired' : 'is not valid yet';
      return indicator.down({ reason: `The certificate ${what}`, ...told });
    }
    return expiry.state === 'fine' ? indicator.up(told) : indicator.degraded(told);
  }

  /** Tells, and never fails: a dealer without data is served 503 by its own endpoints. */
  async loads(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('loads');
    try {
      const rows = await loadStates(this.data.pool);
      return indicator.up({ dealers: byDealer(rows) });
    } catch {
      return indicator.down({ reason: 'The loads cannot be read' });
    }
  }

  /** Tells, and never fails: messages that wait are taken in all the same. */
  async messages(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('messages');
    try {
      const rows = await queueStates(this.data.pool);
      return indicator.up({ dealers: queuesByDealer(rows) });
    } catch {
      return indicator.down({ reason: 'The messages cannot be read' });
    }
  }

  /** Tells, and never fails: what cannot be sent waits. */
  async crs(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('crs');
    try {
      const rows = await connectionStates(this.data.pool);
      const dealers = Object.fromEntries(rows.map((row) => [row.dealer_code, connectionOf(row)]));
      return indicator.up({ dealers });
    } catch {
      return indicator.down({ reason: 'The connections with CRS cannot be read' });
    }
  }
}

function connectionOf({ environment, state, failures, ...times }: ConnectionState) {
  return {
    environment,
    state,
    failures,
    ...(state === 'active' && failures > 0 && { nextAttemptTime: times.due_time.toISOString() }),
    ...(times.delivered_time && { lastDeliveredTime: times.delivered_time.toISOString() }),
    ...(times.clock_drift_ms !== null && {
      clockDriftSeconds: Math.round(times.clock_drift_ms / 1000),
    }),
  };
}

function queuesByDealer(states: readonly QueueState[]) {
  const dealers: Record<string, Partial<Record<'in' | 'out', object>>> = {};
  for (const { dealer_code: dealer, direction, waiting, held, age } of states) {
    dealers[dealer] ??= {};
    dealers[dealer][direction] = {
      keysWaiting: waiting,
      keysHeld: held,
      ...(age !== null && { oldestSeconds: age }),
    };
  }
  return dealers;
}

function byDealer(states: readonly LoadState[]) {
  const dealers: Record<string, Record<string, object>> = {};
  for (const { dealer_code: dealer, resource, ...state } of states) {
    dealers[dealer] ??= {};
    dealers[dealer][resource] = {
      generation: Number(state.generation),
      loadedAt: state.loaded_at.toISOString(),
      ageSeconds: state.age,
      items: Number(state.item_count),
    };
  }
  return dealers;
}
