/** A group of like machines: name, model, daily book rate in dollars (0: none), maker if not Cat. */
export type GroupRow = readonly [title: string, model: string, daily: number, maker?: string];

/** A category of the catalog. */
export interface CategoryRow {
  code: string;
  title: string;
  /** What the long description of its machines ends in. */
  equipment: string;
  /** Work tools are rented with a machine and have no rate of their own on a contract. */
  workTool?: boolean;
  groups: readonly GroupRow[];
}
