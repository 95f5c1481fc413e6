/** The pull endpoints by their paths, and what records call them. */
export const ENDPOINTS_BY_PATH: ReadonlyMap<string | undefined, string> = new Map([
  ['/api/v1/contract', 'contract'],
  ['/api/v1/jobsite', 'jobsite'],
  ['/api/v1/dealer-category', 'dealer-category'],
  ['/api/v1/invoice', 'invoice'],
  ['/api/v1/customer', 'customer'],
  ['/api/v1', 'customer'],
  ['/api/v1/location', 'location'],
  ['/api/v1/incremental', 'incremental'],
]);

/** What records call the pull endpoints. */
export const PULL_ENDPOINTS = [...new Set(ENDPOINTS_BY_PATH.values())];
