import type { Exchange } from '../wire/exchange.js';

/** The items of a list, if that is what came. */
export function itemsOf({ body }: Exchange): readonly unknown[] | undefined {
  const items = bodyOf(body)?.['items'];
  return Array.isArray(items) ? (items as unknown[]) : undefined;
}

/** The object that came, if it is one. */
export function bodyOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What came, in a few words. */
export function answered(exchange: Exchange): string {
  const { status, error } = exchange;
  if (status === undefined) return `no answer: ${error ?? 'the connection ended'}`;
  const items = status === 200 ? itemsOf(exchange) : undefined;
  return items ? `answered 200 with ${items.length} items` : `answered ${status}`;
}

/** Why it is no refusal; a failure of the server (5xx) is none either, but is told elsewhere. */
export function notRefused(exchange: Exchange): string | undefined {
  const { status = 0 } = exchange;
  return status >= 200 && status < 400 ? answered(exchange) : undefined;
}

/** What was given to somebody who may not have it, if anything was. */
export function given(exchange: Exchange): string | undefined {
  const { status = 0 } = exchange;
  return status >= 200 && status < 300 ? answered(exchange) : undefined;
}
