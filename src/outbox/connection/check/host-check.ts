import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { AddressRules } from '../../../outgoing/address-rules.js';
import { checkedUrl, hostOf } from '../../../outgoing/checked-url.js';
import { pinnedLookup, systemResolver, type Resolver } from '../../../outgoing/pinned-lookup.js';
import { certificateFinding } from './certificate-finding.js';
import {
  notDone,
  STEP_MS,
  StepFailure,
  take,
  type CheckStep,
  type Finding,
  type StepSubject,
} from './check-step.js';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Looks at the host of a URL: its name, whether it can be connected to, and its certificate. */
@Injectable()
export class HostCheck {
  constructor(
    private readonly rules: AddressRules,
    private readonly resolve = systemResolver,
    private readonly patienceMs = STEP_MS,
  ) {}

  /** Nothing is sent to it. Each step takes at most 10 seconds. */
  async run(about: StepSubject, text: string): Promise<CheckStep[]> {
    const host = new Host(text, this.rules, { resolve: this.resolve, patienceMs: this.patienceMs });
    try {
      const dns = await take(about, 'dns', () => host.find());
      if (!dns.ok) return [dns, ...notDone(about, ['tcp', 'tls'])];
      const tcp = await take(about, 'tcp', () => host.connect());
      if (!tcp.ok) return [dns, tcp, ...notDone(about, ['tls'])];
      return [dns, tcp, await take(about, 'tls', () => host.secure())];
    } finally {
      host.close();
    }
  }
}

/** One host, step by step. */
class Host {
  #url: URL | undefined;
  #lookup: LookupFunction | undefined;
  #socket: Socket | undefined;

  constructor(
    private readonly text: string,
    private readonly rules: AddressRules,
    private readonly means: { readonly resolve: Resolver; readonly patienceMs: number },
  ) {}

  async find(): Promise<Finding> {
    this.#url = checkedUrl(this.text, this.rules);
    const host = hostOf(this.#url);
    const found = await this.#within(this.means.resolve(host), 'the host name was not looked up');
    this.#lookup = await pinnedLookup(host, () => Promise.resolve(found), this.rules);
    if (isIP(host)) return { detail: `${host} is an IP address` };
    return { detail: `${host} is ${found.map(({ address }) => address).join(', ')}` };
  }

  async connect(): Promise<Finding> {
    const { host, port, lookup } = this.#place();
    const socket = connectTcp({ host, port, lookup });
    this.#socket = socket;
    await this.#within(heard(socket, 'connect'), 'there was no connection');
    const { remoteAddress = host, remotePort = port } = socket;
    return { detail: `connected to ${remoteAddress}, port ${remotePort}` };
  }

  async secure(): Promise<Finding> {
    const { host, isSecure } = this.#place();
    if (!isSecure) return { result: 'warning', detail: 'plain HTTP: nothing is encrypted' };
    if (!this.#socket) throw new StepFailure('there is no connection');
    const socket = connectTls({
      socket: this.#socket,
      host,
      ...(!isIP(host) && { servername: host }),
      ALPNProtocols: ['http/1.1'],
      // What is wrong with a certificate is to be told; nothing is sent on this connection.
      rejectUnauthorized: false,
    });
    this.#socket = socket;
    await this.#within(secured(socket), 'TLS was not agreed upon');
    return certificateFinding(socket, Date.now());
  }

  close(): void {
    this.#socket?.destroy();
  }

  /** @param what that did not happen in time */
  async #within<T>(work: Promise<T>, what: string): Promise<T> {
    const { patienceMs } = this.means;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const failure = new StepFailure(`${what} within ${patienceMs / 1000} seconds`);
      timer = setTimeout(() => reject(failure), patienceMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #place() {
    if (!this.#url || !this.#lookup) throw new StepFailure('the host is not known');
    const { protocol, port } = this.#url;
    return {
      host: hostOf(this.#url),
      port: Number(port) || (PORTS[protocol] ?? 0),
      lookup: this.#lookup,
      isSecure: protocol === 'https:',
    };
  }
}

async function secured(socket: TLSSocket): Promise<void> {
  try {
    await heard(socket, 'secureConnect');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // Its own words are of no use to anybody: numbers and names of OpenSSL.
    if (/^ERR_SSL|^EPROTO$/.test(code))
      throw new StepFailure(`it does not speak TLS as it must (${code})`);
    throw error;
  }
}

function heard(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    // Also of later errors somebody must hear.
    socket.on('error', reject);
    socket.once('close', () => reject(new StepFailure('the connection was closed')));
  });
}
