import type { DemoClient } from './demo/demo-note.js';

/**
 * What the start tells a person who tries the server out: where it is, and two commands to paste.
 * @param address the server's root, without a slash at the end
 * @param customer a customer of the demo dealer that has contracts
 */
export function startBanner(address: string, client: DemoClient, customer: string): string {
  const credentials = `${client.clientId}:${client.clientSecret}`;
  return `
  crs-dealer-api is running with the demo dealer A000

    Address        ${address}
    Documentation  ${address}/docs
    Health         ${address}/health/ready
    Client id      ${client.clientId}
    Client secret  ${client.clientSecret}

  Get a token, then a page of contracts:

    TOKEN=$(curl -s -u '${credentials}' -d grant_type=client_credentials ${address}/oauth/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
    curl -s -H "Authorization: Bearer $TOKEN" '${address}/api/v1/contract?customer=${encodeURIComponent(customer)}&items=2'

`;
}
