import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { JsonObject } from '../../interface/message/json-values.js';
import { Run } from '../run.js';
import type { Target } from '../target.js';
import type { Sent } from '../traffic/send-message.js';
import type { Exchange } from '../wire/exchange.js';
import { addControl } from './control.js';
import { CrsSide } from './crs-side.js';
import { CrsTokens, type CrsCredentials } from './crs-tokens.js';
import { CrsVoice } from './crs-voice.js';
import { ExchangeLog } from './exchange-log.js';
import { FaultPlan, type Fault } from './faults.js';
import { Intake } from './intake.js';
import { MessageEndpoint, type ServedMessage } from './message-endpoint.js';
import type { CrsServerParts } from './server-parts.js';
import { TokenEndpoint } from './token-endpoint.js';

/** How CRS's side is served. */
export interface CrsServerOptions {
  /** 0: any. */
  readonly port?: number;
  readonly host?: string;
  /** PEM; plain HTTP when left out. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** What the dealer's system shows; made up when left out. */
  readonly credentials?: Partial<CrsCredentials>;
  /** Other dealers' codes are refused. */
  readonly dealer?: string | undefined;
  readonly tokenLifetimeSeconds?: number;
  readonly faults?: readonly Fault[];
  /** What is found goes there. */
  readonly run?: Run;
  /** CRS's own messages are noted there: so it knows what they are answered with. */
  readonly side?: CrsSide;
  /** The dealer's system: it is told what could not be applied. */
  readonly target?: Target | undefined;
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onMessage?: (served: ServedMessage) => void;
  readonly onSent?: (message: JsonObject, sent: Sent | undefined) => void;
}

/** CRS's side of the interface, over HTTP. */
export interface CrsServer extends CrsCredentials, CrsServerParts {
  readonly url: string;
  readonly messageUrl: string;
  readonly tokenUrl: string;
  /** Tokens that were given so far do not count any more. */
  revokeTokens(): void;
  /** Resolves when the errors that are to be told were told. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** Images and quotes come in base64. */
const MOST_BODY_BYTES = 64 * 1024 * 1024;

/** Starts CRS's own side: a token endpoint and a message endpoint that a dealer's system sends to. */
export async function startCrsServer(options: CrsServerOptions = {}): Promise<CrsServer> {
  const run = options.run ?? new Run('crs serve', 'messages of a dealer');
  const { side = new CrsSide(), onExchange = () => undefined } = options;
  const { clientId = 'dealer', clientSecret = randomBytes(18).toString('base64url') } =
    options.credentials ?? {};
  const tokens = new CrsTokens({ clientId, clientSecret }, options.tokenLifetimeSeconds ?? 3600);
  const parts = { run, side, faults: new FaultPlan(), log: new ExchangeLog(onExchange) };
  for (const fault of options.faults ?? []) parts.faults.add(fault);
  const { target, onSent = () => undefined, onMessage = () => undefined } = options;
  const voice = target && new CrsVoice(run, side, target, onSent);
  const intake = new Intake(side, clientId, options.dealer);
  const endpoint = new MessageEndpoint({
    ...parts,
    tokens,
    intake,
    onMessage: (served) => {
      const { message, answer } = served;
      onMessage(served);
      if (message && answer?.refusal) voice?.refuse(message, answer.refusal);
    },
  });
  const app = server(options);
  const granting = new TokenEndpoint(run, tokens, parts.faults, parts.log);
  app.post('/oauth/token', (request, reply) => granting.handle(request, reply));
  app.post('/api/v1/message', (request, reply) => endpoint.handle(request, reply));
  addControl(app, parts);
  await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  const url = addressOf(app, options);
  return {
    ...parts,
    url,
    messageUrl: `${url}/api/v1/message`,
    tokenUrl: `${url}/oauth/token`,
    clientId,
    clientSecret,
    revokeTokens: () => tokens.revoke(),
    quiet: async () => voice?.finished(),
    close: async () => {
      await app.close();
      await voice?.finished();
    },
  };
}

function server({ tls }: CrsServerOptions): FastifyInstance {
  const common = {
    forceCloseConnections: true,
    bodyLimit: MOST_BODY_BYTES,
    logger: false,
  } as const;
  const app = tls
    ? (Fastify({ ...common, https: tls }) as unknown as FastifyInstance)
    : Fastify(common);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ title: `There is no ${request.method} ${request.url}`, status: 404 }),
  );
  return app;
}

function addressOf(app: FastifyInstance, { tls, host = '127.0.0.1' }: CrsServerOptions): string {
  const { port } = app.server.address() as AddressInfo;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `${tls ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
