import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A post as it arrived. */
export interface ReceivedPost {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: {
    readonly dealer: string;
    readonly sequence: number;
    readonly type: string;
    readonly time: string;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** What to answer: a status, or all of it. */
export type ReceiverAnswer =
  | number
  | { status: number; headers?: Record<string, string>; body?: string };

/** How a post is answered; one whose answer never comes is left hanging. */
export type Behaviour = (post: ReceivedPost) => ReceiverAnswer | Promise<ReceiverAnswer>;

/** An endpoint that events are posted to, over real HTTP. */
export interface WebhookReceiver {
  readonly url: string;
  /** All posts, in the order they arrived. */
  readonly posts: readonly ReceivedPost[];
  /** Posts that wait for their answer at this moment, and the most there ever were. */
  readonly open: () => number;
  readonly mostOpen: () => number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Starts an endpoint, which answers 204 unless told otherwise. */
export async function startReceiver(path = '/hook'): Promise<WebhookReceiver> {
  const posts: ReceivedPost[] = [];
  let behaviour: Behaviour = () => 204;
  let [open, most] = [0, 0];
  const server = createServer((request, response) => {
    let body = '';
    most = Math.max(most, ++open);
    response.once('close', () => open--);
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.once('end', () => {
      const { method = '', url = '', headers } = request;
      const event = JSON.parse(body) as ReceivedPost['event'];
      const post = { method, path: url, headers, body, event };
      posts.push(post);
      void respond(response, behaviour(post));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    posts,
    open: () => open,
    mostOpen: () => most,
    behave: (given) => (behaviour = given),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function respond(
  response: ServerResponse,
  pending: ReceiverAnswer | Promise<ReceiverAnswer>,
): Promise<void> {
  const given = await pending;
  const answer = typeof given === 'number' ? { status: given } : given;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/** Checks a signature as a receiver does, with the library. @throws when it is not right */
export function verifyPost(post: ReceivedPost, secret: string): unknown {
  return new Webhook(secret).verify(post.body, post.headers as Record<string, string>);
}

/** Whether a signature is right for the time it names, whenever that is. */
export function isSignedBy({ body, headers }: ReceivedPost, secret: string): boolean {
  const id = String(headers['webhook-id']);
  const time = new Date(Number(headers['webhook-timestamp']) * 1000);
  const signatures = String(headers['webhook-signature']).split(' ');
  return signatures.includes(new Webhook(secret).sign(id, time, body));
}
