import { existsSync } from 'node:fs';
import { cleanEnv, EnvMissingError } from 'envalid';
import {
  PASSWORD_URLS,
  SECRET_VARIABLES,
  VARIABLES,
  type VariableName,
  type Variables,
} from './variables.js';

/** The effective configuration: every variable, typed, with its default filled in; frozen. */
export type Config = { readonly [K in VariableName]: Variables[K] };

/** Injection token of {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/** The environment holds a value that cannot be used. The message is one line per variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads and checks the environment (by default the process's, with a `.env` file in the working
 * folder filling what is not set).
 * @throws ConfigError naming each bad variable, its value and what is allowed.
 */
export function readConfig(environment?: NodeJS.ProcessEnv): Config {
  if (!environment && existsSync('.env')) process.loadEnvFile('.env');
  const source = environment ?? process.env;
  const faults: string[] = [];
  const cleaned = cleanEnv(withoutBlanks(source), VARIABLES, {
    reporter: ({ errors }) => {
      for (const [name, error] of Object.entries(errors))
        faults.push(fault(name, source[name], error));
    },
  });
  if (faults.length === 0) faults.push(...contradictions(cleaned));
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  const names = Object.keys(VARIABLES) as VariableName[];
  return Object.freeze(Object.fromEntries(names.map((name) => [name, cleaned[name]]))) as Config;
}

/** The configuration for people to read: secrets masked, passwords cut out of URLs. */
export function describeConfig(config: Config): Record<VariableName, string | number> {
  const entries = Object.entries(config).map(([name, value]) => [name, masked(name, value)]);
  return Object.fromEntries(entries) as Record<VariableName, string | number>;
}

// A variable set to nothing means "not set": that is how Docker's env files leave one out.
function withoutBlanks(source: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
}

function fault(name: string, value: string | undefined, error: Error): string {
  if (error instanceof EnvMissingError) return `${name} is not set: it must be set`;
  // A URL that is at fault cannot be relied on to say where in it the password stands.
  const hidden = SECRET_VARIABLES.has(name) || PASSWORD_URLS.has(name);
  const shown = hidden ? '(hidden)' : JSON.stringify(value);
  return `${name}=${shown} is not allowed: it must be ${error.message}`;
}

function contradictions(variables: Variables): string[] {
  const faults: string[] = [];
  if (variables.DATABASE_URL && !variables.SECRETS_KEY)
    faults.push('SECRETS_KEY is not set: with DATABASE_URL it must be 32 bytes in base64');
  if (variables.DATABASE_READ_URL && !variables.DATABASE_URL)
    faults.push(
      'DATABASE_URL is not set: with DATABASE_READ_URL it must be the URL of its primary',
    );
  if (variables.OAUTH_ISSUER_URL && !variables.OAUTH_AUDIENCE)
    faults.push('OAUTH_AUDIENCE is not set: with OAUTH_ISSUER_URL it must name the audience');
  if (variables.TLS_CERT_FILE && !variables.TLS_KEY_FILE)
    faults.push('TLS_KEY_FILE is not set: with TLS_CERT_FILE it must name the file of its key');
  if (variables.TLS_KEY_FILE && !variables.TLS_CERT_FILE)
    faults.push(
      'TLS_CERT_FILE is not set: with TLS_KEY_FILE it must name the file of its certificate',
    );
  return faults;
}

function masked(name: string, value: string | number): string | number {
  if (value === '') return '';
  if (SECRET_VARIABLES.has(name)) return '********';
  if (!PASSWORD_URLS.has(name)) return value;
  const url = new URL(String(value));
  if (url.password) url.password = '********';
  return url.href;
}
