import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../../auth/clock.js';
import { SecretBoxError } from '../../../auth/secret-box.js';
import { clockDriftMs, DRIFT_WARNED_MS } from '../../sender/clock-drift.js';
import { TokenClient, TokenError, type IssuedToken } from '../../sender/token-client.js';
import { ConnectionSecrets } from '../connection-secrets.js';
import type { Credentials } from '../connection.store.js';
import { notDone, StepFailure, take, type CheckStep, type Finding } from './check-step.js';

const STEPS_OF = {
  secret: ['token', 'scope', 'clock'],
  nextSecret: ['token', 'scope'],
} as const;

/** Gets tokens for the test of a connection; they are not kept. */
@Injectable()
export class TokenCheck {
  constructor(
    private readonly client: TokenClient,
    private readonly secrets: ConnectionSecrets,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** With the secret in use, and with the one that is to take its place. */
  async run(dealerCode: string, credentials: Credentials): Promise<CheckStep[]> {
    const { secret, nextSecret } = credentials;
    const steps = await this.#grant('secret', dealerCode, credentials, secret);
    if (nextSecret)
      steps.push(...(await this.#grant('nextSecret', dealerCode, credentials, nextSecret)));
    return steps;
  }

  /** What there is to say when the token endpoint cannot be reached. */
  notDone({ nextSecret }: Credentials): CheckStep[] {
    const current = notDone('secret', STEPS_OF.secret);
    return nextSecret ? [...current, ...notDone('nextSecret', STEPS_OF.nextSecret)] : current;
  }

  async #grant(
    about: keyof typeof STEPS_OF,
    dealerCode: string,
    credentials: Credentials,
    sealed: Uint8Array,
  ): Promise<CheckStep[]> {
    let issued: IssuedToken | undefined;
    const begin = this.clock();
    const token = await take(about, 'token', async () => {
      issued = await this.#issued(dealerCode, credentials, sealed);
      return tokenFinding(issued);
    });
    if (!issued) return [token, ...notDone(about, STEPS_OF[about].slice(1))];
    const { scope, date } = issued;
    const time = (begin + this.clock()) / 2;
    const steps = [
      token,
      await take(about, 'scope', async () => scopeFinding(credentials.scope, scope)),
    ];
    if (about === 'secret')
      steps.push(await take(about, 'clock', async () => clockFinding(date, time)));
    return steps;
  }

  async #issued(
    dealerCode: string,
    credentials: Credentials,
    sealed: Uint8Array,
  ): Promise<IssuedToken> {
    try {
      const secret = this.secrets.open(dealerCode, 'secret', sealed);
      return await this.client.grant(credentials, secret);
    } catch (error) {
      if (error instanceof TokenError || error instanceof SecretBoxError)
        throw new StepFailure(error.message);
      throw error;
    }
  }
}

function tokenFinding({ expiresIn }: IssuedToken): Finding {
  const lifetime =
    expiresIn === undefined ? 'its lifetime is not told' : `valid for ${expiresIn} seconds`;
  return { detail: `a token was given, ${lifetime}` };
}

/** RFC 6749 §5.1: who is not told gets what was asked for. */
function scopeFinding(asked: string | null, granted: string | undefined): Finding {
  const wanted = wordsOf(asked ?? '');
  if (granted === undefined)
    return { detail: wanted.length > 0 ? `granted as asked: ${asked}` : 'none asked for' };
  const given = wordsOf(granted);
  const missing = wanted.filter((one) => !given.includes(one));
  const told = given.join(' ') || 'none';
  if (missing.length > 0)
    throw new StepFailure(`not granted: ${missing.join(' ')}; granted: ${told}`);
  return { detail: `granted: ${told}` };
}

function wordsOf(scope: string): string[] {
  return scope.split(/\s+/).filter((word) => word !== '');
}

function clockFinding(date: string | undefined, time: number): Finding {
  const drift = clockDriftMs({ attemptCount: 0 }, undefined, { date, time });
  if (drift === undefined)
    return { result: 'not-done', detail: 'the token endpoint tells no time' };
  const seconds = Math.round(drift / 1000);
  const detail = `its clock is ${Math.abs(seconds)} seconds ${seconds < 0 ? 'behind' : 'ahead of'} this server's`;
  if (Math.abs(drift) <= DRIFT_WARNED_MS) return { detail };
  return { result: 'warning', detail: `${detail}: more than five minutes` };
}
