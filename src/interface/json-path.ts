/**
 * The JSON path of a member or element: `payload.request.assets[0].serialNumber`. A name that is no
 * identifier stands in brackets, and one that is very long is cut.
 */
export function jsonPath(parent: string, name: string): string {
  if (/^\d{1,15}$/.test(name)) return `${parent}[${name}]`;
  const shown = name.length > MOST_SHOWN ? `${name.slice(0, MOST_SHOWN)}…` : name;
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(shown)) return `${parent}[${JSON.stringify(shown)}]`;
  return parent === '' ? shown : `${parent}.${shown}`;
}

const MOST_SHOWN = 100;
