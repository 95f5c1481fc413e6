import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy } from 'passport-http-bearer';
import { CallerCache } from './caller-cache.js';
import type { Caller } from './caller.js';
import { REALM } from './challenge.js';
import { InvalidToken } from './invalid-token.js';

let instances = 0;

/** Bearer tokens in the `Authorization` header (RFC 6750 §2.1), and nowhere else. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy) {
  /** Its name in passport's registry, which all apps of a process share: each app has its own. */
  readonly registeredAs = `bearer-${++instances}`;

  constructor(private readonly callers: CallerCache) {
    super({ realm: REALM });
    passport.use(this.registeredAs, this);
  }

  // The base class also looks into query and body, where tokens end up in logs: it gets neither.
  override authenticate(request: Parameters<Strategy<never>['authenticate']>[0]): void {
    const { headers } = request;
    super.authenticate({ headers } as typeof request);
  }

  /** @returns the caller, or false and why not; other errors are passed on by passport */
  async validate(token: string): Promise<Caller | [false, { message: string }]> {
    try {
      return await this.callers.authenticate(token);
    } catch (error) {
      if (error instanceof InvalidToken) return [false, { message: error.message }];
      throw error;
    }
  }
}
