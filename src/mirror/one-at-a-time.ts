/** Work that is never doubled: whoever asks for it while it runs waits for that run. */
export class OneAtATime {
  #running: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  /** Runs the work, or waits for the run that is under way. @throws what the work throws */
  run(): Promise<void> {
    this.#running ??= this.work().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Waits for a run that is under way, however it ends. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}
