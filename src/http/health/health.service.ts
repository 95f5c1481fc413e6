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
