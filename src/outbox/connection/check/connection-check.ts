import { Injectable } from '@nestjs/common';
import { ConnectionStore } from '../connection.store.js';
import type { CheckReport } from './check-step.js';
import { HostCheck } from './host-check.js';
import { TokenCheck } from './token-check.js';

/**
 * Tests a connection step by step, as it is stored. No message is sent; the token in use and the circuit
 * stay as they are.
 */
@Injectable()
export class ConnectionCheck {
  constructor(
    private readonly store: ConnectionStore,
    private readonly hosts: HostCheck,
    private readonly tokens: TokenCheck,
  ) {}

  /** @throws AppError `not-found` when the dealer is not connected */
  async run(dealerCode: string): Promise<CheckReport> {
    const credentials = await this.store.credentials(dealerCode);
    const { environment, tokenUrl, messageUrl } = credentials;
    const [tokenHost, messageHost] = await Promise.all([
      this.hosts.run('tokenUrl', tokenUrl),
      this.hosts.run('messageUrl', messageUrl),
    ]);
    const tokens = tokenHost.every(({ ok }) => ok)
      ? await this.tokens.run(dealerCode, credentials)
      : this.tokens.notDone(credentials);
    const steps = [...tokenHost, ...tokens, ...messageHost];
    return { environment, ok: steps.every(({ result }) => result !== 'failed'), steps };
  }
}
