import type { Config } from '../config/config.js';
import { readCertificate } from '../http/tls/certificate-files.js';
import { tlsChain, tlsExpiry, tlsFiles, tlsKeySize, tlsName } from './certificate.js';
import { listen, metrics, mode, privateAddresses, proxy, publicUrl } from './config-access.js';
import { logLevel, pool, timeouts } from './config-limits.js';
import { dataFolder, demo, envFile } from './data-folder.js';
import type { Checks } from './examination.js';
import { notChecked, ok, type Outcome } from './finding.js';
import { issuer } from './issuer.js';
import { memory, nodeVersion, openFiles, surroundings, user } from './node.js';
import { once } from './once.js';
import { publicAddress, publicCertificate, serverRunning } from './own-address.js';
import { disks } from './room.js';

/** What needs no configuration. */
export function machineChecks(): Checks {
  return {
    'node.version': async () => nodeVersion(await surroundings()),
    'config.file': () => envFile(),
  };
}

/** What needs the configuration, and no database. */
export function configChecks(config: Config): Checks {
  const around = once(surroundings);
  return {
    'node.user': async () => user(await around(), config.NODE_ENV === 'production'),
    'node.memory': async () => memory(await around(), config.DATABASE_URL === ''),
    'node.open-files': async () => openFiles(await around(), config),
    'node.disk': () => disks(config),
    'config.mode': () => mode(config),
    'config.public-url': () => publicUrl(config),
    'config.listen': () => listen(config),
    'config.proxy': () => proxy(config),
    'config.demo': () => demo(config),
    'config.private-addresses': () => privateAddresses(config),
    'config.pool': () => pool(config),
    'config.timeouts': () => timeouts(config),
    'config.metrics': () => metrics(config),
    'config.log-level': () => logLevel(config),
    'config.data-folder': () => dataFolder(config),
    'clients.issuer': () => issuer(config),
  };
}

/** The certificate, and the addresses that the server is reached at. */
export function addressChecks(config: Config): Checks {
  const certificate = once(() => readCertificate(config));
  const isTls = config.TLS_CERT_FILE !== '';
  const ofCertificate =
    (check: (given: Awaited<ReturnType<typeof certificate>>) => Outcome | Promise<Outcome>) =>
    async () =>
      isTls ? check(await certificate()) : notChecked('TLS_CERT_FILE is not set');
  let isRunning = false;
  return {
    'tls.files': () => (isTls ? tlsFiles(config) : ok('plain HTTP: TLS is left to a proxy')),
    'tls.chain': ofCertificate((given) => tlsChain(given)),
    'tls.name': ofCertificate((given) => tlsName(given, config)),
    'tls.expiry': ofCertificate((given) => tlsExpiry(given, Date.now())),
    'tls.key-size': ofCertificate(tlsKeySize),
    'server.running': async () => {
      const outcome = await serverRunning(config);
      isRunning = outcome.result === 'ok';
      return outcome;
    },
    'server.public-url': () => publicAddress(config, isRunning),
    'tls.public': () => publicCertificate(config, Date.now()),
  };
}
