import { Injectable } from '@nestjs/common';
import { SecretBoxError } from '../../auth/secret-box.js';
import type { ClaimedMessage } from '../../queue/message-record.js';
import type { ClaimedConnection } from '../connection/crs-connection.js';
import { CrsClient, NoAnswerError, type CrsAnswer } from './crs-client.js';
import { FileMissingError, OutboundBody } from './outbound-body.js';
import { TokenError } from './token-client.js';
import { TokenService } from './token.service.js';
import { verdictOf, type Verdict } from './verdict.js';

/** What came of an exchange with CRS about one message. */
export type Exchange =
  | { readonly kind: 'answered'; readonly verdict: Verdict; readonly answer: CrsAnswer }
  /** It is not whole any more. */
  | { readonly kind: 'unsendable'; readonly error: string }
  | { readonly kind: 'no_answer'; readonly error: string }
  | { readonly kind: 'no_token'; readonly error: string; readonly retryAfter?: string | undefined };

/** Talks with CRS about a message: gets a token, posts, and once more with another token after a 401. */
@Injectable()
export class ExchangeService {
  constructor(
    private readonly tokens: TokenService,
    private readonly crs: CrsClient,
    private readonly bodies: OutboundBody,
  ) {}

  /** Writes nothing down. @param stop gives it up */
  async exchange(
    connection: ClaimedConnection,
    message: ClaimedMessage,
    stop: AbortSignal,
  ): Promise<Exchange> {
    try {
      const body = await this.bodies.whole(message.dealerCode, message.body);
      const post = (token: string) =>
        this.crs.post({ url: connection.messageUrl, token, body }, stop);
      const judge = (given: CrsAnswer) => verdictOf(given, message.submittedMessageId);
      let answer = await post(await this.tokens.token(connection, stop));
      let verdict = judge(answer);
      if (verdict.kind === 'unauthorized') {
        answer = await post(await this.tokens.refresh(connection, stop));
        verdict = judge(answer);
      }
      return { kind: 'answered', verdict, answer };
    } catch (error) {
      return failed(error);
    }
  }

  /** Finds out whether a new secret works, if there is one that is due. */
  async tryNewSecret(connection: ClaimedConnection, stop: AbortSignal): Promise<void> {
    await this.tokens.token(connection, stop).catch((error: unknown) => {
      if (!(error instanceof TokenError)) throw error;
    });
  }
}

function failed(error: unknown): Exchange {
  if (error instanceof FileMissingError) return { kind: 'unsendable', error: error.message };
  if (error instanceof NoAnswerError) return { kind: 'no_answer', error: error.message };
  if (error instanceof SecretBoxError) return { kind: 'no_token', error: error.message };
  if (error instanceof TokenError)
    return { kind: 'no_token', error: error.message, retryAfter: error.retryAfter };
  throw error;
}
