/** Now; in whole seconds, so that CRS gives it back as it was. */
export function wholeSecond(): Date {
  return new Date(Math.floor(Date.now() / 1000) * 1000);
}

/** A time of {@link wholeSecond} as the interface's samples write it. */
export function interfaceTime(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
