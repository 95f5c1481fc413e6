import { Agent } from 'undici';
import type { AddressRules } from '../../outgoing/address-rules.js';
import { guardedLookup } from '../../outgoing/pinned-lookup.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** Connections to CRS. They are kept open between messages. */
export class CrsAgent {
  readonly dispatcher: Agent;

  constructor(readonly rules: AddressRules) {
    this.dispatcher = new Agent({
      connect: { lookup: guardedLookup(rules), timeout: CONNECT_TIMEOUT_MS },
      // Each exchange has its own time limit; these are for what has none left.
      headersTimeout: 60_000,
      bodyTimeout: 60_000,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }
}
