import { FAULT_KINDS, type Fault, type FaultKind } from './faults.js';

/** A fault cannot be understood. */
export class FaultSettingsError extends Error {
  override readonly name = 'FaultSettingsError';
}

const NUMBERS = { next: 1_000_000, status: 599, milliseconds: 3_600_000, 'retry-after': 86_400 };
const NAMES = [...Object.keys(NUMBERS), 'type', 'customer', 'taken'];

/**
 * Reads a fault from its text, such as `status=503,retry-after=5,next=3,type=invoice`, `hang,next=0` or
 * `delay=2000`.
 * @throws FaultSettingsError saying what is wrong
 */
export function parseFault(text: string): Fault {
  const [head = '', ...rest] = text.split(',').map((part) => part.trim());
  const [kind = '', value] = head.split('=', 2);
  const named = Object.fromEntries(rest.map((part) => part.split('=', 2) as [string, string]));
  const shorthand: Readonly<Record<string, string>> = { status: 'status', delay: 'milliseconds' };
  const own = value === undefined ? {} : { [shorthand[kind] ?? kind]: value };
  return faultOf({ kind, ...own, ...named });
}

/**
 * Reads a fault from its members, as JSON has them.
 * @throws FaultSettingsError saying what is wrong
 */
export function faultOf(given: Readonly<Record<string, unknown>>): Fault {
  const { kind, retryAfter, ...others } = given;
  const settings: Readonly<Record<string, unknown>> = {
    ...others,
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  };
  const known = FAULT_KINDS.find((one) => one === kind);
  if (!known) throw new FaultSettingsError(`A fault must be one of ${FAULT_KINDS.join(', ')}`);
  for (const name of Object.keys(settings))
    if (!NAMES.includes(name))
      throw new FaultSettingsError(
        `${name} is no setting of a fault; there are ${NAMES.join(', ')}`,
      );
  return {
    kind: known,
    next: numberOf(settings, 'next') ?? 1,
    type: textOf(settings, 'type'),
    customer: textOf(settings, 'customer'),
    status: statusOf(settings, known),
    milliseconds: numberOf(settings, 'milliseconds') ?? (known === 'delay' ? 1000 : undefined),
    retryAfter: numberOf(settings, 'retry-after'),
    taken: 'taken' in settings && String(settings['taken']) !== 'false',
  };
}

function statusOf(settings: Readonly<Record<string, unknown>>, kind: FaultKind) {
  const status = numberOf(settings, 'status');
  if (status !== undefined && status < 200)
    throw new FaultSettingsError('status must be from 200 to 599');
  return status ?? (kind === 'status' || kind === 'token-down' ? 503 : undefined);
}

function numberOf(settings: Readonly<Record<string, unknown>>, name: keyof typeof NUMBERS) {
  const value = settings[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= NUMBERS[name] && value !== '')
    return number;
  throw new FaultSettingsError(`${name} must be a whole number, at most ${NUMBERS[name]}`);
}

function textOf(settings: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = settings[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new FaultSettingsError(`${name} must be text`);
}
