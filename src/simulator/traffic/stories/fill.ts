import type { JsonObject } from '../../../interface/message/json-values.js';

/** What `{name}` stands for; a list is put in the place of the element that names it. */
export type Values = Readonly<Record<string, string | null | readonly JsonObject[]>>;

/** Fills the names in a template in: `{name}` alone is the value itself, in a text it is part of it. */
export function fill(template: JsonObject, values: Values): JsonObject {
  return filled(template, values) as JsonObject;
}

function filled(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return text(value, values);
  if (Array.isArray(value))
    return value.flatMap((element: unknown) => {
      const result = filled(element, values);
      return Array.isArray(result) ? (result as unknown[]) : [result];
    });
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, filled(member, values)]),
  );
}

function text(template: string, values: Values): unknown {
  const alone = /^\{(\w+)\}$/.exec(template)?.[1];
  if (alone !== undefined && Object.hasOwn(values, alone)) return values[alone];
  return template.replaceAll(/\{(\w+)\}/g, (all, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return typeof value === 'string' ? value : all;
  });
}
