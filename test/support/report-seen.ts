/** The parts of a JSON report of the simulator that tests look at. */
export interface ReportSeen {
  readonly status: string;
  readonly findings: readonly { readonly id: string }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly rules: readonly { readonly id: string; readonly checked: number }[];
}
