import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How much of one kind a client may ask of this server; 0 is no limit. */
export interface ClientLimitSize {
  readonly atOnce: number;
  readonly perSecond: number;
}

/** Gives back what was taken. Repeatable: it counts once. */
export type GiveBack = () => void;

/** Counts what each client asks for: how much is under way, and how much it was within this second. */
export class ClientLimit {
  readonly #underWay = new Map<string, number>();
  readonly #rate: RateLimiterMemory | undefined;

  constructor(private readonly size: ClientLimitSize) {
    if (size.perSecond > 0)
      this.#rate = new RateLimiterMemory({ points: size.perSecond, duration: 1 });
  }

  /**
   * Takes a place for one request.
   * @param clientId of a registered client: what is kept grows with their number
   * @returns undefined when the client has too many under way, or asked for too many in this second
   */
  async take(clientId: string): Promise<GiveBack | undefined> {
    const { atOnce } = this.size;
    if (atOnce > 0 && (this.#underWay.get(clientId) ?? 0) >= atOnce) return undefined;
    const giveBack = this.#begin(clientId);
    if (await this.#isInTime(clientId)) return giveBack;
    giveBack();
    return undefined;
  }

  #begin(clientId: string): GiveBack {
    this.#add(clientId, 1);
    let isOut = true;
    return () => {
      if (isOut) this.#add(clientId, -1);
      isOut = false;
    };
  }

  #add(clientId: string, difference: 1 | -1): void {
    const count = (this.#underWay.get(clientId) ?? 0) + difference;
    if (count > 0) this.#underWay.set(clientId, count);
    else this.#underWay.delete(clientId);
  }

  async #isInTime(clientId: string): Promise<boolean> {
    try {
      await this.#rate?.consume(clientId);
      return true;
    } catch (error) {
      if (error instanceof RateLimiterRes) return false;
      throw error;
    }
  }
}
