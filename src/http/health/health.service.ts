import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { Database } from '../../database/database.js';

interface LoadState {
  dealer_code: string;
  resource: string;
  generation: string;
  loaded_at: Date;
  age: number;
  item_count: string;
}

const LOAD_STATES = `
  SELECT dealer_code, resource, generation, loaded_at, item_count,
    extract(epoch FROM now() - loaded_at)::int AS age
  FROM resource_state ORDER BY dealer_code, resource`;

interface QueueState {
  dealer_code: string;
  direction: 'in' | 'out';
  waiting: number;
  held: number;
  age: number | null;
}

// Keys, not messages: counting what waits behind one would take longer the more there is.
const QUEUE_STATES = `
  WITH queue AS (
    SELECT dealer_code, direction, count(*) FILTER (WHERE NOT held)::int AS waiting,
      count(*) FILTER (WHERE held)::int AS held, min(head) FILTER (WHERE NOT held) AS head
    FROM message_lane GROUP BY 1, 2)
  SELECT q.dealer_code, q.direction, waiting, held,
    extract(epoch FROM now() - m.enqueued_time)::int AS age
  FROM queue q LEFT JOIN message m
    ON m.dealer_code = q.dealer_code AND m.direction = q.direction AND m.sequence = q.head
  ORDER BY 1, 2`;

interface ConnectionState {
  dealer_code: string;
  environment: string;
  state: string;
  failures: number;
  due_time: Date;
  delivered_time: Date | null;
  clock_drift_ms: number | null;
}

const CONNECTION_STATES = `
  SELECT dealer_code, environment, state, failures, due_time, delivered_time, clock_drift_ms
  FROM crs_connection ORDER BY dealer_code`;

/** What readiness is made of. */
@Injectable()
export class HealthService {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly data: Database,
  ) {}

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

  /** Tells, and never fails: a dealer without data is served 503 by its own endpoints. */
  async loads(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('loads');
    try {
      const { rows } = await this.data.pool.query<LoadState>(LOAD_STATES);
      return indicator.up({ dealers: byDealer(rows) });
    } catch {
      return indicator.down({ reason: 'The loads cannot be read' });
    }
  }

  /** Tells, and never fails: messages that wait are taken in all the same. */
  async messages(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('messages');
    try {
      const { rows } = await this.data.pool.query<QueueState>(QUEUE_STATES);
      return indicator.up({ dealers: queuesByDealer(rows) });
    } catch {
      return indicator.down({ reason: 'The messages cannot be read' });
    }
  }

  /** Tells, and never fails: what cannot be sent waits. */
  async crs(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('crs');
    try {
      const { rows } = await this.data.pool.query<ConnectionState>(CONNECTION_STATES);
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
