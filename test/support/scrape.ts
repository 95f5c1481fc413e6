/** What /metrics says. */
export class Scrape {
  private constructor(readonly text: string) {}

  static async of(url: string): Promise<Scrape> {
    const answer = await fetch(url);
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
    return new Scrape(await answer.text());
  }

  static from(text: string): Scrape {
    return new Scrape(text);
  }

  /** The sum of the series of a metric that have these labels; undefined when there are none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.series(name).filter((line) =>
      Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
    );
    if (found.length === 0) return undefined;
    return found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  /** The lines of a metric. */
  series(name: string): string[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  }
}
