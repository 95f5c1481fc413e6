/** A tax and its rate in parts per 100,000. */
export type Tax = readonly [name: string, rate: number];

/** The taxes on rentals by state or province; close to the real ones, but only an example. */
export const TAXES: Readonly<Record<string, readonly Tax[]>> = {
  MN: [
    ['State Sales Tax', 6_875],
    ['County Tax', 500],
    ['Transit Tax', 750],
  ],
  ND: [
    ['State Sales Tax', 5_000],
    ['City Tax', 2_250],
  ],
  WI: [
    ['State Sales Tax', 5_000],
    ['County Tax', 500],
  ],
  SD: [
    ['State Sales Tax', 4_200],
    ['Municipal Tax', 2_000],
  ],
  IA: [
    ['State Sales Tax', 6_000],
    ['Local Option Tax', 1_000],
  ],
  MB: [
    ['GST', 5_000],
    ['PST', 7_000],
  ],
};
