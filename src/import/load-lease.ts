import type { LoadLeaseStore } from './load-lease.store.js';
import { LEASE_SECONDS } from './load.store.js';

const RENEW_MS = (LEASE_SECONDS * 1000) / 4;

/** Keeps the lease of one running load alive while its process is. */
export class LoadLease {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: LoadLeaseStore,
    private readonly dealerCode: string,
    private readonly loadId: number,
  ) {}

  /** Renews the lease from now on. */
  start(): void {
    this.#timer ??= setInterval(() => this.#renew(), RENEW_MS).unref();
  }

  /** No longer renews it: the load is over. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #renew(): void {
    // A database that does not answer now may do so before the lease ends; if not, the load's own
    // connection tells.
    this.store.renew(this.dealerCode, this.loadId).catch(() => undefined);
  }
}
