/** A check, for people. */
interface Entry {
  readonly looksAt: string;
  /** What to do, in general; each finding says it for its own case. */
  readonly todo: string;
  /** The check that must not have failed before this one. */
  readonly needs?: string;
}

const CONFIG = { needs: 'config.readable' };
const DATABASE = { needs: 'database.reachable' };
const TABLES = { needs: 'migrations.applied' };
const SECRETS = { needs: 'keys.secrets-key' };
const DEALERS = { needs: 'dealers.present' };

/** Every check, in the order it is reported. Ids are for programs too: they stay. */
export const CATALOGUE = {
  'node.version': {
    looksAt: 'the version of Node.js',
    todo: 'Install an even-numbered release that is still maintained.',
  },
  'node.user': {
    looksAt: 'whether it runs as root, outside a container',
    todo: 'Run the server as a user of its own.',
  },
  'node.memory': {
    looksAt: 'the memory of the machine or container',
    todo: 'Give it more: 512 MB, and 1 GB with the embedded PostgreSQL.',
  },
  'node.open-files': {
    looksAt: 'the limit on open files (ulimit -n) against MAX_CONNECTIONS',
    todo: 'Raise the limit, or lower MAX_CONNECTIONS.',
    ...CONFIG,
  },
  'node.disk': {
    looksAt: 'free space where DATA_DIR and IMPORT_WATCH_DIR lie',
    todo: 'Make room.',
    ...CONFIG,
  },
  'config.readable': {
    looksAt: 'whether every variable has a value that can be used',
    todo: 'Set the variables that are named.',
  },
  'config.file': {
    looksAt: 'whether there is a .env file, and who may read it',
    todo: 'chmod 600 what is named.',
  },
  'config.mode': {
    looksAt: 'NODE_ENV',
    todo: 'Set NODE_ENV=production where CRS calls.',
    ...CONFIG,
  },
  'config.public-url': {
    looksAt: 'PUBLIC_URL: set, and https in production',
    todo: 'Set it to the address that CRS reaches this server at.',
    ...CONFIG,
  },
  'config.listen': {
    looksAt: 'HOST and PORT: nothing open to the network without TLS or a proxy',
    todo: 'Set TLS_CERT_FILE and TLS_KEY_FILE, or TRUST_PROXY, or HOST=127.0.0.1.',
    ...CONFIG,
  },
  'config.proxy': {
    looksAt: 'TRUST_PROXY, as far as it is needed and no further',
    todo: 'Set it to the addresses of the proxies, and to no others.',
    ...CONFIG,
  },
  'config.demo': {
    looksAt: 'whether a demo dealer is left in production',
    todo: 'Revoke its client, and remove demo.json.',
    ...CONFIG,
  },
  'config.private-addresses': {
    looksAt: 'CRS_ALLOW_PRIVATE and WEBHOOK_ALLOW_PRIVATE',
    todo: 'Switch them off in production.',
    ...CONFIG,
  },
  'config.pool': {
    looksAt: 'DATABASE_POOL_SIZE against REQUESTS_AT_ONCE',
    todo: 'Raise the one or lower the other.',
    ...CONFIG,
  },
  'config.timeouts': {
    looksAt: 'whether a request has time for its connection and its statement',
    todo: 'Raise REQUEST_TIMEOUT_MS, or lower the timeouts of the database.',
    ...CONFIG,
  },
  'config.metrics': {
    looksAt: 'METRICS_PORT and METRICS_HOST: who can read the metrics',
    todo: 'Let only the monitoring reach them.',
    ...CONFIG,
  },
  'config.log-level': { looksAt: 'LOG_LEVEL', todo: 'Set LOG_LEVEL=info.', ...CONFIG },
  'config.data-folder': {
    looksAt: 'DATA_DIR: there, writable, its secrets for its owner alone',
    todo: 'chmod 600 what is named.',
    ...CONFIG,
  },
  'tls.files': {
    looksAt: 'TLS_CERT_FILE and TLS_KEY_FILE: readable, and made for each other',
    todo: 'Put the right files in their place.',
    ...CONFIG,
  },
  'tls.chain': {
    looksAt: 'whether the certificate leads to an authority that is known here',
    todo: 'Add the intermediate certificates to TLS_CERT_FILE.',
    needs: 'tls.files',
  },
  'tls.name': {
    looksAt: 'whether the certificate is for the host of PUBLIC_URL',
    todo: 'Get one that names it.',
    needs: 'tls.files',
  },
  'tls.expiry': {
    looksAt: 'how long the certificate is valid: 30 days warn, 7 days fail',
    todo: 'Renew it.',
    needs: 'tls.files',
  },
  'tls.key-size': {
    looksAt: "the length of the certificate's key",
    todo: 'Get a certificate with RSA 2048 or P-256, or more.',
    needs: 'tls.files',
  },
  'server.running': {
    looksAt: 'whether the server runs on this machine, and is ready',
    todo: 'Start it, or read its log.',
    ...CONFIG,
  },
  'server.public-url': {
    looksAt: 'whether PUBLIC_URL leads to this server',
    todo: 'Look at DNS, the proxy and the firewall.',
    ...CONFIG,
  },
  'tls.public': {
    looksAt: 'what PUBLIC_URL shows: protocol, chain, name and days left',
    todo: 'Look at the certificate of the proxy.',
    ...CONFIG,
  },
  'database.reachable': {
    looksAt: 'whether PostgreSQL answers',
    todo: 'Start it, and check DATABASE_URL.',
    ...CONFIG,
  },
  'database.version': {
    looksAt: 'the version of PostgreSQL: 15 or newer',
    todo: 'Upgrade PostgreSQL.',
    ...DATABASE,
  },
  'database.encoding': {
    looksAt: 'whether the database is in UTF8',
    todo: 'Create it anew with ENCODING UTF8, and restore a dump.',
    ...DATABASE,
  },
  'database.fsync': { looksAt: 'fsync', todo: 'Set it to on.', ...DATABASE },
  'database.full-page-writes': { looksAt: 'full_page_writes', todo: 'Set it to on.', ...DATABASE },
  'database.synchronous-commit': {
    looksAt: 'synchronous_commit',
    todo: 'Set it to on.',
    ...DATABASE,
  },
  'database.checksums': {
    looksAt: 'data checksums',
    todo: 'Stop PostgreSQL and run pg_checksums --enable.',
    ...DATABASE,
  },
  'database.autovacuum': { looksAt: 'autovacuum', todo: 'Set it to on.', ...DATABASE },
  'database.shared-buffers': {
    looksAt: 'shared_buffers, once the database is larger than 1 GB',
    todo: "Set it to a quarter of the machine's memory.",
    ...DATABASE,
  },
  'database.timeouts': {
    looksAt:
      'whether the server ends transactions or waits of its own accord, or a pooler loses our settings',
    todo: 'Connect without a pooler of transactions; leave transaction_timeout and lock_timeout off.',
    ...DATABASE,
  },
  'database.tls': {
    looksAt: 'whether the way to a PostgreSQL on another machine is encrypted',
    todo: 'Add ?sslmode=verify-full to DATABASE_URL.',
    ...DATABASE,
  },
  'database.connections': {
    looksAt: 'max_connections against what this server may use, and is in use',
    todo: 'Raise max_connections, or lower DATABASE_POOL_SIZE.',
    ...DATABASE,
  },
  'database.long-transactions': {
    looksAt: 'transactions that are open for more than an hour',
    todo: 'End them: they keep PostgreSQL from cleaning up.',
    ...DATABASE,
  },
  'database.free-space': {
    looksAt: 'free space where the database lies, when that is on this machine',
    todo: 'Make room.',
    ...DATABASE,
  },
  'database.privileges': {
    looksAt: 'whether the user may make tables, and owns those there are',
    todo: 'Grant it what is named.',
    ...DATABASE,
  },
  'database.replica': {
    looksAt: 'DATABASE_READ_URL: reachable, a standby of the primary, up to date',
    todo: 'Look at the replication.',
    ...DATABASE,
  },
  'clock.database': {
    looksAt: "this machine's clock against the database's: 2 s warn, 30 s fail",
    todo: 'Run chrony or another time service.',
    ...DATABASE,
  },
  'migrations.applied': {
    looksAt: 'whether the database has all migrations, each to its end',
    todo: 'npm run cli -- migrate',
    ...DATABASE,
  },
  'migrations.unknown': {
    looksAt: 'whether a later release has migrated the database',
    todo: 'Run that release, or the one right before it.',
    ...DATABASE,
  },
  'migrations.edited': {
    looksAt: 'whether migrations are what was applied under their names',
    todo: 'Install the release anew.',
    ...DATABASE,
  },
  'keys.secrets-key': {
    looksAt: 'SECRETS_KEY, or the file that stands for it',
    todo: 'Put the key back from a backup.',
    ...TABLES,
  },
  'keys.signing': {
    looksAt: 'the key that signs access tokens: it opens, and is not older than a year',
    todo: 'npm run cli -- keys rotate',
    ...SECRETS,
  },
  'keys.sealed': {
    looksAt: 'whether the secrets of connections and webhooks open with SECRETS_KEY',
    todo: 'Put the right SECRETS_KEY back, or give the secrets anew.',
    ...SECRETS,
  },
  'clients.credentials': {
    looksAt: 'clients that can get no token, and dealers that CRS has no client for',
    todo: 'npm run cli -- client add, or client revoke',
    ...TABLES,
  },
  'clients.admins': {
    looksAt: 'who has the scope admin',
    todo: 'Give CRS a client without it.',
    ...TABLES,
  },
  'clients.issuer': {
    looksAt: 'whether OAUTH_ISSUER_URL shows its keys',
    todo: 'Look at the identity provider.',
    ...CONFIG,
  },
  'dealers.present': {
    looksAt: 'whether there is a dealer',
    todo: 'npm run cli -- dealer add',
    ...TABLES,
  },
  'dealers.time-zone': {
    looksAt: "whether each dealer's time zone is known here",
    todo: 'npm run cli -- dealer set CODE --timezone ZONE',
    ...DEALERS,
  },
  'loads.freshness': {
    looksAt: 'when each of the seven resources was loaded last: 26 h warn, 50 h fail',
    todo: 'Look at what delivers the data.',
    ...DEALERS,
  },
  'loads.held': {
    looksAt: 'loads that wait for a decision',
    todo: 'npm run cli -- loads confirm, or loads discard',
    ...DEALERS,
  },
  'loads.last': {
    looksAt: 'whether the last load failed, and how many rows were rejected',
    todo: 'npm run cli -- rejects',
    ...DEALERS,
  },
  'loads.watched-folder': {
    looksAt: 'IMPORT_WATCH_DIR: readable, writable, nothing stuck in it',
    todo: 'Look at the folder that is named.',
    ...DEALERS,
  },
  'crs.connected': {
    looksAt: 'whether the dealer is connected with CRS, and not paused or failing',
    todo: 'npm run cli -- crs connect, or outbox resume',
    ...DEALERS,
  },
  'crs.reachable': {
    looksAt: 'names, certificates, token, scope: as crs test',
    todo: 'npm run cli -- crs test',
    ...SECRETS,
  },
  'clock.crs': {
    looksAt: "this machine's clock against CRS's: 2 s warn, 30 s fail",
    todo: 'Run chrony or another time service.',
    ...DEALERS,
  },
  'messages.out': {
    looksAt: 'messages to CRS that wait for too long, or that it has refused',
    todo: 'npm run cli -- outbox list',
    ...DEALERS,
  },
  'messages.in': {
    looksAt: 'messages from CRS that wait for too long, or for somebody',
    todo: 'Decide about them at /dealer/v1/messages.',
    ...DEALERS,
  },
  'webhooks.state': {
    looksAt: 'webhooks that are paused or fail',
    todo: 'Mend the endpoint, then set its state to active.',
    ...DEALERS,
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type CheckId = keyof typeof CATALOGUE;

/** Every id, in the order of the report. */
export const CHECK_IDS = Object.keys(CATALOGUE) as CheckId[];

/** The check that must not have failed before this one. */
export function needOf(id: CheckId): CheckId | undefined {
  const entry: Entry = CATALOGUE[id];
  return CHECK_IDS.find((one) => one === entry.needs);
}
