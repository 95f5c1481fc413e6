import { Server } from 'node:tls';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CLOCK, type Clock } from '../../auth/clock.js';
import { CONFIG, ConfigError, type Config } from '../../config/config.js';
import { distinguishedName } from './certificate-chain.js';
import {
  checkCertificate,
  readCertificate,
  readContents,
  type Certificate,
} from './certificate-files.js';
import { ExpiryLog } from './expiry-log.js';
import { expiryOf, isUsable, type Expiry, type Validity } from './expiry.js';
import { TLS_OPTIONS } from './tls-options.js';

// Looked at, not watched: a file that is swapped by a link, or on a network drive, tells nobody.
const LOOK_EVERY_MS = 5_000;

/** The certificate that new connections get. */
export interface CertificateState extends Validity {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
}

/**
 * The server's certificate where it speaks TLS itself. New files count within seconds, without a
 * restart: connections that are open stay as they are.
 */
@Injectable()
export class TlsCertificate implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('Tls');
  readonly #expiry = new ExpiryLog(this.#logger);
  #used: Certificate | undefined;
  #trouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looks: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly host: HttpAdapterHost,
  ) {}

  /** @returns undefined when TLS is left to a proxy */
  state(): CertificateState | undefined {
    return this.#used && stateOf(this.#used);
  }

  /** How long the certificate counts. @returns undefined when TLS is left to a proxy */
  expiry(): Expiry | undefined {
    const state = this.state();
    return state && expiryOf(state, this.clock());
  }

  /** @throws ConfigError when the files cannot be used */
  async onModuleInit(): Promise<void> {
    if (this.config.TLS_CERT_FILE) this.#use(await readCertificate(this.config));
  }

  onApplicationBootstrap(): void {
    if (!this.#used) return;
    this.#expiry.look(stateOf(this.#used), this.clock());
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /**
   * Looks once whether the files have changed. What cannot be used, such as a new certificate whose
   * key is not there yet, is told once and leaves the old one in use.
   */
  look(): Promise<void> {
    return (this.#looks = this.#looks.then(() => this.#look()));
  }

  async #look(): Promise<void> {
    if (!this.#used) return;
    try {
      await this.#take(this.#used);
      this.#trouble = undefined;
    } catch (error) {
      this.#tell(error);
    }
    this.#expiry.look(stateOf(this.#used), this.clock());
  }

  async #take(used: Certificate): Promise<void> {
    const contents = await readContents(this.config);
    if (contents.digest === used.digest) return;
    const certificate = checkCertificate(this.config, contents);
    this.#refuseWorse(certificate, used);
    this.#use(certificate);
    const { subject, notAfter, fingerprint } = stateOf(certificate);
    this.#logger.log({ subject, notAfter, fingerprint }, 'The new certificate is in use');
  }

  #refuseWorse(fresh: Certificate, used: Certificate): void {
    const now = this.clock();
    const { state, daysLeft } = expiryOf(stateOf(fresh), now);
    if (isUsable({ state, daysLeft }) || !isUsable(expiryOf(stateOf(used), now))) return;
    const what = state === 'expired' ? 'has expired' : 'is not valid yet';
    throw new ConfigError(`TLS_CERT_FILE="${this.config.TLS_CERT_FILE}" ${what}`);
  }

  #use(certificate: Certificate): void {
    const server: unknown = this.host.httpAdapter.getHttpServer();
    const { cert, key, warning } = certificate;
    if (server instanceof Server) server.setSecureContext({ ...TLS_OPTIONS, cert, key });
    if (warning) this.#logger.warn(warning);
    this.#used = certificate;
  }

  #tell(error: unknown): void {
    const trouble = (error as Error).message;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#logger.warn(`The old certificate stays in use: ${trouble}`);
  }
}

function stateOf({ own }: Certificate): CertificateState {
  return {
    notBefore: new Date(own.validFrom),
    notAfter: new Date(own.validTo),
    subject: distinguishedName(own.subject),
    issuer: distinguishedName(own.issuer),
    fingerprint: own.fingerprint256,
  };
}
