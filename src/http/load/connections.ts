import { Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** What is known of a connection. */
interface State {
  /** Requests under way. */
  busy: number;
  /** Since when there is none, on the clock of `performance`. */
  since: number;
  /** Bytes that had come by then: there are more when the next request is arriving. */
  bytes: number;
}

/** A connection that has been idle for less may have a request on its way to us. */
const LINGER_MS = 500;
/** The head of a request that has begun to arrive is waited for so long. */
const ARRIVAL_MS = 3_000;
const LOOK_EVERY_MS = 20;
/** Connections that keep coming are not waited for for ever. */
const MOST_TURNS = 5_000;

/** The connections of the server, so that they can be ended without cutting a request. */
export class Connections {
  readonly #states = new Map<Socket, State>();
  /** Beneath them: with HTTPS also those whose handshake is not done. */
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #taken = 0;

  /** To be made before the server listens. */
  constructor(fastify: FastifyInstance) {
    this.#server = fastify.server;
    fastify.server.on('connection', (socket: Socket) => {
      this.#taken++;
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    const event = 'setSecureContext' in fastify.server ? 'secureConnection' : 'connection';
    fastify.server.on(event, (socket: Socket) => this.#add(socket));
    fastify.addHook('onRequest', (request, reply, done) => {
      // Kept here: a request that has been cut off has no socket any more.
      const { socket } = request.raw;
      const state = this.#states.get(socket);
      if (state) {
        state.busy++;
        reply.raw.once('close', () => this.#rest(socket, state));
      }
      done();
    });
  }

  /** Whether it takes connections. */
  get isListening(): boolean {
    return this.#server.listening;
  }

  /** How many there are. */
  get open(): number {
    return this.#sockets.size;
  }

  /** How many have a request under way. */
  get busy(): number {
    return [...this.#states.values()].filter(({ busy }) => busy > 0).length;
  }

  /**
   * Takes no further connections. Those that the system has taken in for us are taken first; one that
   * comes in the instant between is reset: whoever cannot have that uses DRAIN_SECONDS.
   */
  async stopListening(): Promise<void> {
    // The event loop takes one connection in each of its turns.
    let known = -1;
    for (let turns = 0; turns < MOST_TURNS && known !== this.#taken; turns++) {
      known = this.#taken;
      await turn();
    }
    // Not the HTTP server's own way, which cuts off connections that are idle at this moment.
    if (this.#server.listening) Server.prototype.close.call(this.#server);
  }

  /**
   * Ends the connections as they become quiet, until there is none.
   * @param now ends all of them when it is aborted, whatever is under way
   */
  async end(now: AbortSignal): Promise<void> {
    const begun = performance.now();
    const isArriving = () => this.open > 0 && performance.now() - begun < ARRIVAL_MS;
    while ((this.#states.size > 0 || isArriving()) && !now.aborted) {
      // Right after the event loop has read what had come: what is quiet now has no request waiting.
      await turn();
      for (const [socket, state] of this.#states)
        if (isQuiet(socket, state, begun)) socket.destroy();
      if (this.open > 0) await delay(LOOK_EVERY_MS);
    }
    for (const socket of this.#sockets) socket.destroy();
  }

  #add(socket: Socket): void {
    this.#states.set(socket, { busy: 0, since: performance.now(), bytes: 0 });
    socket.once('close', () => this.#states.delete(socket));
  }

  #rest(socket: Socket, state: State): void {
    state.busy--;
    state.since = performance.now();
    state.bytes = socket.bytesRead;
  }
}

function isQuiet(socket: Socket, { busy, since, bytes }: State, begun: number): boolean {
  if (busy > 0) return false;
  const now = performance.now();
  return socket.bytesRead > bytes ? now - begun > ARRIVAL_MS : now - since > LINGER_MS;
}
