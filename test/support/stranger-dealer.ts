import { Agent, request } from 'undici';
import type { CrsServer } from '../../src/simulator/serve/start-crs-server.js';

/** What a dealer's system got from CRS. */
export interface StrangerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A dealer's system that sends what it is told to, right or wrong. */
export class StrangerDealer {
  readonly #agent = new Agent();
  #token = '';

  constructor(private readonly crs: CrsServer) {}

  /** @param secret another one than the right one */
  async signIn(secret = this.crs.clientSecret, form = 'grant_type=client_credentials') {
    const basic = Buffer.from(`${this.crs.clientId}:${secret}`).toString('base64');
    const answer = await this.ask('POST', this.crs.tokenUrl, form, {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
    this.#token = String(answer.body['access_token']);
    return answer;
  }

  /** @param headers in the place of those that are right */
  post(body: object | string, headers: Record<string, string> = {}): Promise<StrangerAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.ask('POST', this.crs.messageUrl, text, {
      authorization: `Bearer ${this.#token}`,
      'content-type': 'application/json',
      ...headers,
    });
  }

  async ask(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: string,
    headers: Record<string, string> = {},
    timeoutMs = 10_000,
  ): Promise<StrangerAnswer> {
    const signal = AbortSignal.timeout(timeoutMs);
    const options = { method, headers, signal, dispatcher: this.#agent, ...(body && { body }) };
    const response = await request(url, options);
    const text = await response.body.text();
    let read: unknown = {};
    try {
      read = JSON.parse(text);
    } catch {
      // A page.
    }
    const { statusCode: status, headers: came } = response;
    return { status, headers: came, text, body: read as Record<string, unknown> };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

let messages = 0;

/** A message of the dealer's with a fresh id. */
export function envelope(messageType: string, payload?: object, more: object = {}) {
  return {
    dealerCode: 'A000',
    customerNumber: '001234',
    submittedMessageId: `rms-${++messages}`,
    submittedTime: new Date().toISOString(),
    messageType,
    ...(payload && { payload }),
    ...more,
  };
}

/** An update of a request by the dealer; `remoteId` is CRS's id. */
export function update(remoteId: string, localId: string, status: string, more: object = {}) {
  return {
    request: { localId, remoteId, requestType: 'purchase_order', status, ...more },
    requestUpdate: {
      status,
      createdDate: new Date().toISOString(),
      createdBy: 'local:rentalCoordinator',
      properties: { userName: 'Jennifer Rents' },
    },
  };
}

/** A purchase order request of CRS's, as it was sent to the dealer. */
export function opened(localId: string, more: object = {}) {
  return envelope('request', {
    request: {
      localId,
      requestType: 'purchase_order',
      status: 'submitted',
      createdDate: new Date().toISOString(),
      createdBy: 'john.customer@customerxyz.com',
      properties: { currentPoNumber: 'PENDING', poNumber: 'PO1234' },
      contract: { contractNumber: 'C001', contractId: 'C001' },
      ...more,
    },
  });
}
