import type { ClientBase } from 'pg';

let messages = 0;

/** Submits one message of a new id. @returns the id when it was acknowledged */
export async function acknowledged(
  { url, token }: { readonly url: string; readonly token: string },
  dealerCode: string,
): Promise<string | undefined> {
  const submittedMessageId = `bench-${++messages}`;
  try {
    const answer = await fetch(`${url}/api/v1/message`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(message(dealerCode, submittedMessageId)),
    });
    await answer.text();
    return answer.status === 200 ? submittedMessageId : undefined;
  } catch {
    return undefined;
  }
}

function message(dealerCode: string, submittedMessageId: string): object {
  return {
    dealerCode,
    customerNumber: '001234',
    submittedMessageId,
    submittedTime: '2022-01-01T00:00:30Z',
    messageType: 'request',
    payload: {
      request: { localId: submittedMessageId, requestType: 'service', status: 'submitted' },
      requestUpdate: {
        status: 'submitted',
        createdDate: '2022-01-01T00:01:30Z',
        createdBy: 'john.customer@customerxyz.com',
        text: 'It does not start.',
        properties: { userName: 'John Customer', isWorking: false, images: [] },
      },
    },
  };
}

/** How many of these messages are stored exactly once. */
export async function storedTimes(
  client: Pick<ClientBase, 'query'>,
  ids: readonly string[],
): Promise<number> {
  const { rows } = await client.query<{ stored: number }>(
    `SELECT count(*)::int AS stored FROM (
       SELECT submitted_message_id FROM message
       WHERE direction = 'in' AND submitted_message_id = ANY ($1)
       GROUP BY 1 HAVING count(*) = 1) AS once`,
    [ids],
  );
  return rows[0]?.stored ?? 0;
}
