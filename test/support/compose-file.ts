import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of docker-compose.yml, as far as tests look at it. */
export interface Service {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly mem_limit?: string;
  readonly stop_grace_period?: string;
  readonly depends_on?: unknown;
  readonly logging?: { readonly options: object };
}

interface Network {
  readonly ipam?: { readonly config: readonly { readonly subnet: string }[] };
}

interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, Network>>;
}

/** What an operator has to put into .env. */
export const SAMPLE = {
  PUBLIC_HOST: 'crs.example',
  POSTGRES_PASSWORD: 'sample-password',
  SECRETS_KEY: Buffer.alloc(32, 7).toString('base64'),
};

/** docker-compose.yml with its shared parts in their places. */
export function composeFile(): ComposeFile {
  return parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as ComposeFile;
}

/** Values with {@link SAMPLE} and the defaults in the place of `${NAME:-…}`. */
export function filledIn(values: Readonly<Record<string, string>>): Record<string, string> {
  const given: Readonly<Record<string, string>> = SAMPLE;
  const fill = (value: string) =>
    value.replaceAll(
      /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
      (_use, name: string, fallback?: string) => {
        const found = given[name] ?? fallback;
        if (found === undefined) throw new Error(`${name} must be set`);
        return found;
      },
    );
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(value)]));
}
