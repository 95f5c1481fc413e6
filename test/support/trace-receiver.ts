import { createServer, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP's JSON has it, as far as it is looked at. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface Export {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
}

/** A collector that traces are sent to by OTLP over HTTP with JSON. */
export interface TraceReceiver {
  readonly address: string;
  readonly spans: readonly ReceivedSpan[];
  /** What came, as text. */
  text(): string;
  close(): void;
}

export async function startTraceReceiver(): Promise<TraceReceiver> {
  const exports: Export[] = [];
  const take = async (request: IncomingMessage) => exports.push((await json(request)) as Export);
  const server: Server = createServer((request, response) => {
    void take(request).then(() => response.setHeader('content-type', 'application/json').end('{}'));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get spans() {
      return exports.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      );
    },
    text: () => JSON.stringify(exports),
    close: () => server.close(),
  };
}
