import { setTimeout as delay } from 'node:timers/promises';

/** Where and as whom messages are posted. */
export interface Poster {
  /** The address to use next: another one after each failure. */
  address(): string;
  readonly token: () => string;
  /** Ends the retries when the test is over. */
  readonly signal: AbortSignal;
}

/** An acknowledged message. */
export interface Acknowledged {
  readonly submittedMessageId: string;
  readonly enqueuedTime: string;
}

const RETRY_MS = 50;

/**
 * Posts a message as CRS does: again and again, with the same body, until it is acknowledged.
 * @throws Error when the server refuses it for good
 */
export async function post(poster: Poster, message: object): Promise<Acknowledged> {
  for (;;) {
    poster.signal.throwIfAborted();
    const answer = await attempt(poster, message);
    if (answer) return answer;
    await delay(RETRY_MS);
  }
}

async function attempt(poster: Poster, message: object): Promise<Acknowledged | undefined> {
  let response: Response;
  try {
    response = await fetch(`${poster.address()}/api/v1/message`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${poster.token()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(message),
    });
    if (response.status === 200) return (await response.json()) as Acknowledged;
  } catch {
    // No answer: nobody knows whether it was taken.
    return undefined;
  }
  if (response.status < 500) throw new Error(`${response.status}: ${await response.text()}`);
  return undefined;
}

/** A PO request of a customer, as CRS opens it (§ PO Request Integration). */
export function opening(dealerCode: string, crsId: string, messageId: string): object {
  return envelope(dealerCode, messageId, {
    request: {
      localId: crsId,
      requestType: 'purchase_order',
      status: 'submitted',
      createdDate: '2022-01-01T00:00:30Z',
      createdBy: 'john.customer@customerxyz.com',
      title: 'Purchase Order Request',
      properties: { currentPoNumber: 'PENDING', poNumber: 'PO1234', userName: 'John Customer' },
      contract: { contractNumber: 'C001', contractId: 'C001' },
    },
  });
}

/** The same customer's further information about it. */
export function information(
  dealerCode: string,
  crsId: string,
  messageId: string,
  text: string,
): object {
  return envelope(dealerCode, messageId, {
    request: { localId: crsId, requestType: 'purchase_order', status: 'submitted' },
    requestUpdate: {
      status: 'submitted',
      createdDate: '2022-01-01T00:01:30Z',
      createdBy: 'john.customer@customerxyz.com',
      text,
      properties: { userName: 'John Customer' },
    },
  });
}

function envelope(dealerCode: string, submittedMessageId: string, payload: object): object {
  return {
    dealerCode,
    customerNumber: 'C1',
    submittedMessageId,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'request',
    payload,
  };
}
