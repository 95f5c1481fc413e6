import { InvalidArgumentError } from 'commander';

/** Reads a port. @throws InvalidArgumentError */
export function portNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError('It must be a port: a number up to 65535.');
}

/** Reads a time in seconds. @throws InvalidArgumentError */
export function secondsGiven(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && number >= 0 && number <= 86_400) return number;
  throw new InvalidArgumentError('It must be a number of seconds, at most 86400.');
}
