/** How many times as much as in CI the long random tests do: CRS_TEST_EFFORT, 1 when not set. */
export const EFFORT = Math.max(1, Number(process.env['CRS_TEST_EFFORT'] ?? 1) || 1);
