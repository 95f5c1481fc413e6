import {
  FIELDS,
  isDatetime,
  type Endpoint,
  type FieldRule,
  type Item,
} from './interface-fields.js';
import { numberText, readJson } from './interface-json.js';

interface Node {
  readonly rule: FieldRule;
  /** By name, in the interface's order; an array's element is called `[]`. */
  readonly members: Map<string, Node>;
}

/**
 * Walks an answer along the interface's field table: required fields are there, types, formats and
 * lengths are right, every Double is written with a decimal point and without exponent, there is no
 * field that the interface does not know, and the fields stand in its order.
 * @param text the raw body
 * @returns what deviates, each with its path
 */
export function deviations(endpoint: Endpoint, text: string): string[] {
  const found: string[] = [];
  walkObject(treeOf(endpoint), readJson(text), '', found);
  return found;
}

function treeOf(endpoint: Endpoint): Map<string, Node> {
  const root = new Map<string, Node>();
  for (const rule of FIELDS[endpoint]) {
    let members = root;
    const names = rule.path.split('.').flatMap((name) => name.split(/(?=\[\])/));
    for (const name of names.slice(0, -1)) members = members.get(name)?.members ?? members;
    members.set(names.at(-1) ?? '', { rule, members: new Map() });
  }
  return root;
}

function walkObject(members: Map<string, Node>, value: unknown, path: string, found: string[]) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    found.push(`${path}: is no object`);
    return;
  }
  const object = value as Item;
  for (const [name, node] of members) {
    if (Object.hasOwn(object, name)) walk(node, object[name], join(path, name), found);
    else if (node.rule.required) found.push(`${join(path, name)}: is missing`);
  }
  const names = Object.keys(object);
  for (const name of names)
    if (!members.has(name)) found.push(`${join(path, name)}: is not in the interface`);
  const order = [...members.keys()].filter((name) => names.includes(name));
  if (order.join() !== names.filter((name) => members.has(name)).join())
    found.push(`${path}: the members stand in another order`);
}

function walk({ rule, members }: Node, value: unknown, path: string, found: string[]): void {
  if (rule.type === 'Object') walkObject(members, value, path, found);
  else if (rule.type === 'Array') walkArray(members.get('[]'), value, path, found);
  else {
    const fault = faultOf(rule, value);
    if (fault !== undefined) found.push(`${path}: ${fault}`);
  }
}

function walkArray(element: Node | undefined, value: unknown, path: string, found: string[]) {
  if (!Array.isArray(value)) found.push(`${path}: is no array`);
  else if (element)
    for (const [index, item] of value.entries()) walk(element, item, `${path}[${index}]`, found);
}

const DOUBLE = /^-?(0|[1-9]\d*)\.\d+$/;
const INTEGER = /^-?(0|[1-9]\d*)$/;
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;

function faultOf(rule: FieldRule, value: unknown): string | undefined {
  const number = numberText(value);
  if (rule.type === 'Double' && !DOUBLE.test(number ?? ''))
    return `${shown(value)} is no Double with a decimal point`;
  if (rule.type === 'Integer' && !INTEGER.test(number ?? ''))
    return `${shown(value)} is no Integer`;
  if (rule.type === 'Boolean' && typeof value !== 'boolean') return `${shown(value)} is no Boolean`;
  if (isDatetime(rule) && !isTime(value)) return `${shown(value)} is no datetime in UTC`;
  if (rule.type === 'String' && typeof value !== 'string') return `${shown(value)} is no String`;
  const length = typeof value === 'string' ? Array.from(value).length : 0;
  if (length > (rule.maxLength ?? Infinity)) return `is ${length} characters long`;
  return undefined;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && DATETIME.test(value) && !Number.isNaN(Date.parse(value));
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
