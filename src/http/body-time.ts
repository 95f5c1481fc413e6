import type { FastifyInstance } from 'fastify';

interface BodyTime {
  readonly milliseconds: number;
  /** Bodies of this type may take their time, as long as something moves. */
  readonly except: string;
}

const TOO_LATE = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

/** Ends requests whose body takes too long to arrive. Node's own limit knows no exceptions. */
export function limitBodyTime(fastify: FastifyInstance, { milliseconds, except }: BodyTime): void {
  fastify.addHook('onRequest', async ({ raw }) => {
    const { headers } = raw;
    const hasBody = headers['content-length'] !== undefined || 'transfer-encoding' in headers;
    if (!hasBody || headers['content-type']?.startsWith(except)) return;
    const timer = setTimeout(() => {
      if (raw.complete) return;
      raw.socket.write(TOO_LATE);
      raw.socket.destroySoon();
    }, milliseconds).unref();
    // A body that is refused unread may never close: nobody waits for its timer.
    raw.once('close', () => clearTimeout(timer));
  });
}
