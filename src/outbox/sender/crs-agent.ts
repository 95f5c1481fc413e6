import { Agent } from 'undici';
import type { AddressRules } from '../../outgoing/address-rules.js';
import { guardedLookup, type Resolver } from '../../outgoing/pinned-lookup.js';

const CONNECT_TIMEOUT_MS = 10_000;

/** What differs where CRS is played by something else. */
interface AgentOptions {
  /** The whole of an exchange with the message endpoint, in milliseconds. */
  readonly messageTimeoutMs?: number;
  /** The whole of an exchange with the token endpoint, in milliseconds. */
  readonly tokenTimeoutMs?: number;
  /** PEM: trusted in place of the system's authorities. */
  readonly ca?: string;
  readonly resolver?: Resolver;
}

/** Connections to CRS. They are kept open between messages. */
export class CrsAgent {
  readonly dispatcher: Agent;
  readonly messageTimeoutMs: number;
  readonly tokenTimeoutMs: number;

  constructor(
    readonly rules: AddressRules,
    { messageTimeoutMs = 20_000, tokenTimeoutMs = 10_000, ca, resolver }: AgentOptions = {},
  ) {
    this.messageTimeoutMs = messageTimeoutMs;
    this.tokenTimeoutMs = tokenTimeoutMs;
    this.dispatcher = new Agent({
      connect: {
        lookup: guardedLookup(rules, resolver),
        timeout: CONNECT_TIMEOUT_MS,
        ...(ca !== undefined && { ca }),
      },
      // Each exchange has its own time limit; these are for what has none left.
      headersTimeout: 60_000,
      bodyTimeout: 60_000,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dispatcher.destroy();
  }
}
