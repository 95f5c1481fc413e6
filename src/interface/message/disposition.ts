import type { RequestType } from './request-type.js';

/** What became of a rental (§ Rental Request Integration). */
export const QUOTE_DISPOSITIONS = [
  'Won',
  'No Deal - Credit',
  'No Deal - Don’t carry requested equipment',
  'No Deal - No Response',
  'Lost - Availability',
  'Lost - Competitor',
  'Lost - Customer Declined',
] as const;

/** Sends a lead back to CRS: "it must be updated with a status of ‘submitted’" (§ Lead). */
export const WRONG_TERRITORY = 'Wrong Territory';

/** What became of a lead that is closed (§ Lead Request Integration). */
export const LEAD_DISPOSITIONS = [...QUOTE_DISPOSITIONS, 'Not A Real Lead'] as const;

const DISPOSITIONS: Readonly<Partial<Record<RequestType, readonly string[]>>> = {
  quote: QUOTE_DISPOSITIONS,
  lead: [...LEAD_DISPOSITIONS, WRONG_TERRITORY],
};

/** The dispositions that a request of this kind can have; none for most. */
export function dispositionsOf(type: RequestType): readonly string[] {
  return DISPOSITIONS[type] ?? [];
}

/**
 * The disposition as the interface writes it, found without regard to case, to the form of its
 * apostrophe and to white space around it; undefined when the interface has none such for the kind.
 */
export function knownDisposition(type: RequestType, text: string): string | undefined {
  const wanted = plain(text);
  return dispositionsOf(type).find((one) => plain(one) === wanted);
}

function plain(text: string): string {
  return text
    .trim()
    .replaceAll(/[‘’ʼ`´]/g, "'")
    .toLowerCase();
}
