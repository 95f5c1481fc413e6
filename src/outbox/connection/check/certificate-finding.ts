import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { failureLine, oneLine } from '../../../outgoing/failure-line.js';
import { StepFailure, type Finding } from './check-step.js';

const DAY_MS = 24 * 60 * 60_000;
/** A certificate that ends within so many days is warned about. */
const DAYS_WARNED = 30;
/** More certificates than that are no chain. */
const MOST_IN_CHAIN = 10;

/**
 * What the server at the other end of a TLS connection has shown.
 * @param now milliseconds since 1970
 * @throws StepFailure when it is not to be trusted
 */
export function certificateFinding(socket: TLSSocket, now: number): Finding {
  const shown = socket.getPeerX509Certificate();
  if (!shown) throw new StepFailure('it shows no certificate');
  const days = Math.trunc((Date.parse(shown.validTo) - now) / DAY_MS);
  const detail = `${socket.getProtocol()}, ${socket.getCipher().name}; ${certificate(shown, days)}`;
  if (!socket.authorized) {
    // Declared as an error, and a code in fact.
    const code = String(socket.authorizationError);
    const reason = failureLine(Object.assign(new Error(code), { code }));
    throw new StepFailure(`${reason}; ${detail}; ${chain(shown)}`);
  }
  const isShort = days < DAYS_WARNED;
  return { result: isShort ? 'warning' : 'ok', detail: `${detail}; its chain is complete` };
}

function certificate(shown: X509Certificate, days: number): string {
  const names = shown.subjectAltName?.replaceAll(/(?:DNS|IP Address):/g, '') ?? 'no name';
  const left = days < 0 ? `ended ${-days} days ago` : `${days} days left`;
  const until = new Date(shown.validTo).toISOString();
  return (
    `certificate of ${oneLine(shown.subject)} for ${oneLine(names)}, issued by ` +
    `${oneLine(shown.issuer)}, valid until ${until} (${left})`
  );
}

/** Whom the server names as the one who vouches for it, and who is missing. */
function chain(shown: X509Certificate): string {
  const names = [oneLine(shown.subject)];
  let last = shown;
  while (last.subject !== last.issuer && last.issuerCertificate && names.length < MOST_IN_CHAIN) {
    last = last.issuerCertificate;
    names.push(oneLine(last.subject));
  }
  const isWhole = last.subject === last.issuer;
  const missing = isWhole ? '' : `; not shown and not known here: ${oneLine(last.issuer)}`;
  return `chain: ${names.join(' by ')}${missing}`;
}
