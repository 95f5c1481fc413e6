import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SecretBox } from '../auth/secret-box.js';
import { secretsKey } from '../auth/secrets-key.js';
import { openPrivateKey, type StoredSigningKey } from '../auth/signing-key.js';
import type { Config } from '../config/config.js';
import { ConnectionSecrets } from '../outbox/connection/connection-secrets.js';
import { WebhookSecrets } from '../webhooks/webhook-secrets.js';
import { failure, ok, warning, type Outcome } from './finding.js';
import type { SealedSecret } from './keys.store.js';
import { count, span } from './wording.js';

const YEAR_MS = 366 * 24 * 60 * 60_000;

/** The key of the configuration; undefined when its file is not there yet, as it is not made here. */
export async function presentKey(config: Config): Promise<SecretBox | undefined> {
  const isFile = !config.SECRETS_KEY && !config.DATABASE_URL;
  if (isFile && !existsSync(join(config.DATA_DIR, 'secrets.key'))) return undefined;
  return new SecretBox(await secretsKey(config));
}

/** Whether there is a key at all, where something is encrypted with one. */
export function secretsKeyThere(box: SecretBox | undefined, keys: readonly unknown[]): Outcome {
  if (box) return ok('it is there');
  if (keys.length === 0) return ok('it is made at the first start');
  return failure(
    'DATA_DIR/secrets.key is missing, and the database holds secrets that were encrypted with it',
    'Put it back from a backup; without it give the secrets anew, and run npm run cli -- keys rotate.',
  );
}

/**
 * The key that signs access tokens.
 * @param now milliseconds since 1970
 */
export async function signingKey(
  box: SecretBox | undefined,
  keys: readonly StoredSigningKey[],
  now: number,
): Promise<Outcome> {
  const current = keys.find(({ retiredAt }) => retiredAt === null);
  if (!current || !box) return ok('it is made at the first start');
  try {
    await openPrivateKey(box, current);
  } catch {
    return failure(
      'it does not open with SECRETS_KEY: the server does not start',
      'Put the SECRETS_KEY back that was in use when the key was made.',
    );
  }
  const age = now - current.createdAt.getTime();
  const found = `${current.kid}, ${span(age)} old`;
  return age > YEAR_MS ? warning(found, 'npm run cli -- keys rotate') : ok(found);
}

/** Whether what is encrypted can be read: of which dealers it cannot. */
export function sealed(
  box: SecretBox | undefined,
  connections: readonly SealedSecret[],
  webhooks: readonly SealedSecret[],
  now: number,
): Outcome[] {
  const all = connections.length + webhooks.length;
  if (!box || all === 0) return [ok('there are none')];
  const crs = new ConnectionSecrets(box);
  const hooks = new WebhookSecrets(box);
  const lost = [
    ...connections
      .filter((one) => isShut(() => crs.open(one.dealer, 'secret', one.sealed)))
      .map((one) => lostSecret(one, `npm run cli -- crs set --dealer ${one.dealer} --new-secret`)),
    ...webhooks
      .filter((one) => {
        const key = { dealerCode: one.dealer, webhookId: one.what };
        return isShut(() => hooks.open(key, one.sealed, now));
      })
      .map((one) => lostSecret(one, 'have its secret made anew at /dealer/v1/webhooks')),
  ];
  if (lost.length === 0) return [ok(`${count(all, 'secret')} open with SECRETS_KEY`)];
  return lost;
}

function lostSecret({ dealer, what }: SealedSecret, todo: string): Outcome {
  const found = `${what} does not open with SECRETS_KEY`;
  return { ...failure(found, `Put the right SECRETS_KEY back, or ${todo}.`), dealer, about: what };
}

function isShut(open: () => unknown): boolean {
  try {
    open();
    return false;
  } catch {
    return true;
  }
}
