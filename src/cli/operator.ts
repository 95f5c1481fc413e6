import { userInfo } from 'node:os';

/** Who decides, for the record: in a container the user may have no name. */
export function operator(): string {
  try {
    return `command line (${userInfo().username})`;
  } catch {
    return 'command line';
  }
}
