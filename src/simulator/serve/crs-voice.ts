import type { JsonObject } from '../../interface/message/json-values.js';
import type { Run } from '../run.js';
import type { Target } from '../target.js';
import { sendMessage, type Sent } from '../traffic/send-message.js';
import type { CrsSide } from './crs-side.js';
import type { Refusal } from './crs-requests.js';
import { errorMessage } from './error-message.js';

/** Tells the dealer's system what CRS could not apply, one message after the other. */
export class CrsVoice {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly run: Run,
    private readonly side: CrsSide,
    private readonly target: Target,
    private readonly onSent: (message: JsonObject, sent: Sent | undefined) => void,
  ) {}

  refuse(about: JsonObject, refusal: Refusal): void {
    const message = errorMessage(about, refusal);
    this.side.sent(message);
    this.#last = this.#after(this.#last, message);
  }

  async #after(before: Promise<unknown>, message: JsonObject): Promise<void> {
    await before;
    this.onSent(message, await this.#send(message));
  }

  /** Resolves when everything was said. */
  async finished(): Promise<void> {
    await this.#last;
  }

  /** That there is no token is a finding already: what comes after it goes on. */
  async #send(message: JsonObject): Promise<Sent | undefined> {
    try {
      return await sendMessage(this.run, this.target, message, 'error message');
    } catch {
      return undefined;
    }
  }
}
