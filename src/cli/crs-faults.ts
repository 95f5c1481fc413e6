import { AppError } from '../errors.js';

/** What the API calls a setting, and what it is here. */
const OPTIONS: Readonly<Record<string, string>> = {
  messageUrl: '--message-url',
  tokenUrl: '--token-url',
  clientId: '--client-id',
  clientSecret: 'the client secret',
  scope: '--scope',
  audience: '--audience',
  tokenAuth: '--token-auth',
  environment: '--environment',
  reason: '--reason',
  'notifications.mostCustomers': '--notify-most',
};

/** Does the work; what it refuses is said in terms of the command line. */
export async function namedByOptions<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const faults = error.faults.map(({ path, reason }) => `${optionOf(path)} ${reason}`);
    const said = faults.length > 0 ? faults.join('; ') : error.message;
    throw new AppError(error.code, said.replace(/\bkeepMessages\b/, '--keep-messages'));
  }
}

function optionOf(path: string): string {
  return OPTIONS[path] ?? path.replace(/^notifications\.types.*$/, '--notify');
}
