import { parseDatetime, parseZonedDatetime } from '../../interface/datetime.js';
import type { Findings, Place } from '../findings.js';
import { shown } from '../findings.js';
import { FIELD_RULES, UNKNOWN_FIELD, type FieldRules } from '../rules/field-rules.js';
import type { Rule } from '../rules/rule.js';
import { ANSWER_TABLES, ENDPOINTS, type AnswerField, type Endpoint } from './answer-table.js';
import { withSources, NumberSource } from './number-source.js';

interface Node {
  readonly field: AnswerField;
  readonly rules: FieldRules;
  readonly members: readonly Node[];
  readonly names: ReadonlySet<string>;
}

const NODES = Object.fromEntries(
  ENDPOINTS.map((endpoint) => [endpoint, nodes(endpoint, ANSWER_TABLES[endpoint])]),
) as unknown as Readonly<Record<Endpoint, readonly Node[]>>;

/** A Double without a decimal point, or with an exponent, by endpoint: one look at the whole text. */
const INTEGRAL_DOUBLES = Object.fromEntries(
  ENDPOINTS.map((endpoint) => [endpoint, integralDoubles(doubleNames(NODES[endpoint]))]),
) as unknown as Readonly<Record<Endpoint, RegExp | undefined>>;

/** Checks a whole answer of an endpoint against the interface's table: every field of every item. */
export class AnswerCheck {
  #endpoint: Endpoint = 'contract';
  #place: Place = {};

  constructor(private readonly findings: Findings) {}

  /**
   * @param value the parsed body
   * @param text the same as it came: what numbers look like is lost in the value
   */
  check(endpoint: Endpoint, value: unknown, text: string, place: Place): void {
    this.#endpoint = endpoint;
    this.#place = place;
    for (const rules of RULES_OF[endpoint]) this.findings.checked(rules);
    this.#members(NODES[endpoint], value, '');
    // Only such pages are parsed a second time.
    if (INTEGRAL_DOUBLES[endpoint]?.test(text))
      this.#decimals(NODES[endpoint], withSources(text), '');
  }

  #members(members: readonly Node[], value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    const object = value as Readonly<Record<string, unknown>>;
    let known = 0;
    for (const node of members) {
      const name = nameIn(object, node.field);
      if (name === undefined) {
        if (node.rules.required)
          this.#add(node.rules.required, join(path, node.field.name), 'missing');
        continue;
      }
      known++;
      this.#member(node, object[name], join(path, name));
    }
    const names = Object.keys(object);
    if (names.length === known) return;
    for (const name of names)
      if (!members.some(({ names: own }) => own.has(name)))
        this.#add(UNKNOWN_FIELD[this.#endpoint], join(path, name), shown(object[name]));
  }

  #member({ field, rules, members }: Node, value: unknown, path: string): void {
    if (value === null) {
      if (rules.required) this.#add(rules.required, path, 'null');
      return;
    }
    if (field.type === 'array') {
      if (!Array.isArray(value)) return this.#add(rules.type, path, shown(value));
      for (const [index, element] of (value as unknown[]).entries())
        this.#element(field, rules, members, element, `${path}[${index}]`);
      return;
    }
    if (field.type === 'object') {
      if (!isObject(value)) return this.#add(rules.type, path, shown(value));
      return this.#members(members, value, path);
    }
    this.#scalar(field, rules, value, path);
  }

  #element(
    field: AnswerField,
    rules: FieldRules,
    members: readonly Node[],
    element: unknown,
    path: string,
  ): void {
    const fits = field.ofTexts ? typeof element === 'string' : isObject(element);
    if (!fits) return this.#add(rules.type, path, shown(element));
    if (!field.ofTexts) return this.#members(members, element, path);
    const { values } = field;
    if (rules.value && values && !isAmong(values, String(element)))
      this.#add(rules.value, path, shown(element));
  }

  #scalar(field: AnswerField, rules: FieldRules, value: unknown, path: string): void {
    if (!isOfType(field.type, value)) return this.#add(rules.type, path, shown(value));
    if (typeof value !== 'string') return;
    if (field.type === 'datetime') return this.#datetime(rules, value, path);
    // An empty text of a required field says nothing.
    if (rules.required && value.trim() === '') this.#add(rules.required, path, shown(value));
    const { maxLength, values } = field;
    if (rules.length && maxLength !== undefined && isLonger(value, maxLength))
      this.#add(rules.length, path, `${Array.from(value).length} characters: ${shown(value)}`);
    if (rules.value && values && !isAmong(values, value))
      this.#add(rules.value, path, shown(value));
  }

  #datetime(rules: FieldRules, value: string, path: string): void {
    if (parseZonedDatetime(value)) return;
    const rule = parseDatetime(value, 'UTC') ? rules.zone : rules.type;
    if (rule) this.#add(rule, path, shown(value));
  }

  #decimals(members: readonly Node[], value: unknown, path: string): void {
    if (!isObject(value)) return;
    for (const { field, rules, members: inside } of members) {
      const name = nameIn(value, field);
      if (name === undefined) continue;
      const member = value[name];
      const here = join(path, name);
      if (field.type === 'object') this.#decimals(inside, member, here);
      else if (field.type === 'array' && Array.isArray(member))
        for (const [index, element] of member.entries())
          this.#decimals(inside, element, `${here}[${index}]`);
      else if (rules.decimal && member instanceof NumberSource && !DECIMAL.test(member.source))
        this.#add(rules.decimal, here, member.source);
    }
  }

  #add(rule: Rule, path: string, found: string): void {
    this.findings.add(rule, { ...this.#place, path, found });
  }
}

const RULES_OF = Object.fromEntries(
  ENDPOINTS.map((endpoint) => [endpoint, [...rulesIn(NODES[endpoint]), UNKNOWN_FIELD[endpoint]]]),
) as unknown as Readonly<Record<Endpoint, readonly Rule[]>>;

function rulesIn(members: readonly Node[]): Rule[] {
  return members.flatMap(({ rules, members: inside }) => [
    ...(Object.values(rules) as Rule[]),
    ...rulesIn(inside),
  ]);
}

function nodes(endpoint: Endpoint, fields: readonly AnswerField[]): Node[] {
  return fields.map((field) => {
    const rules = FIELD_RULES.get(`${endpoint} ${field.path}`);
    if (!rules) throw new Error(`No rules for ${endpoint} ${field.path}`);
    const names = new Set([field.name, ...field.aliases]);
    return { field, rules, members: nodes(endpoint, field.members), names };
  });
}

function doubleNames(members: readonly Node[]): Set<string> {
  return new Set(
    members.flatMap(({ field, names, members: inside }) => [
      ...(field.type === 'double' ? names : []),
      ...doubleNames(inside),
    ]),
  );
}

const DECIMAL = /^-?\d+\.\d+$/;

/** Within a string the quotes would be escaped: only members are found. */
function integralDoubles(names: ReadonlySet<string>): RegExp | undefined {
  if (names.size === 0) return undefined;
  const member = `"(?:${[...names].join('|')})"\\s*:\\s*`;
  return new RegExp(`${member}-?\\d+(?:(?![\\d.])|\\.(?!\\d)|\\.\\d+[eE])`);
}

function nameIn(
  object: Readonly<Record<string, unknown>>,
  { name, aliases }: AnswerField,
): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  return aliases.find((alias) => Object.hasOwn(object, alias));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(type: AnswerField['type'], value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'double':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return typeof value === 'string';
  }
}

/** The release notes write some of them in small letters. */
function isAmong(values: readonly string[], value: string): boolean {
  return values.includes(value) || values.some((one) => one.toLowerCase() === value.toLowerCase());
}

/** In characters, not in UTF-16 units: a column has room for so many. */
function isLonger(value: string, maxLength: number): boolean {
  return value.length > maxLength && Array.from(value).length > maxLength;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
