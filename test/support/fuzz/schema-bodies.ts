import fc from 'fast-check';

/** What the OpenAPI document says of a value. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly nullable?: boolean;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}

type Schemas = Readonly<Record<string, Schema>>;

const MOST_ELEMENTS = 3;

/** Values that the document allows, most of the optional ones left out. */
export function bodiesOf(schema: Schema, schemas: Schemas): fc.Arbitrary<unknown> {
  const known = new Map<string, fc.Arbitrary<unknown>>();
  const named = (reference: string): fc.Arbitrary<unknown> => {
    const name = reference.split('/').at(-1) ?? '';
    const found = known.get(name) ?? value(schemas[name] ?? {});
    known.set(name, found);
    return found;
  };
  const value = (of: Schema): fc.Arbitrary<unknown> =>
    of.nullable
      ? fc.oneof({ weight: 5, arbitrary: present(of) }, { weight: 1, arbitrary: fc.constant(null) })
      : present(of);
  const present = (of: Schema): fc.Arbitrary<unknown> => {
    const reference = of.$ref ?? of.allOf?.[0]?.$ref;
    if (reference !== undefined) return named(reference);
    if (of.oneOf) return fc.oneof(...of.oneOf.map(value));
    if (of.enum) return fc.constantFrom(...of.enum);
    if (of.type === 'array')
      return fc.array(value(of.items ?? {}), {
        maxLength: Math.min(of.maxItems ?? 9, MOST_ELEMENTS),
      });
    return of.type === 'object' ? object(of) : scalar(of);
  };
  const object = ({ properties = {}, required = [], additionalProperties }: Schema) => {
    if (additionalProperties)
      return fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), { maxKeys: 3 });
    const members = Object.entries(properties);
    const optional = members.map(([name]) => name).filter((name) => !required.includes(name));
    const some = fc.subarray(optional, { maxLength: Math.min(6, optional.length) });
    return some.chain((names) =>
      fc.record(
        Object.fromEntries(
          members
            .filter(([name]) => required.includes(name) || names.includes(name))
            .map(([name, member]) => [name, value(member)]),
        ),
      ),
    );
  };
  return value(schema);
}

function scalar({ type, format, maxLength }: Schema): fc.Arbitrary<unknown> {
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer();
  if (type === 'number')
    return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (format === 'byte') return fc.base64String({ maxLength: 400 });
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  const length = maxLength === undefined ? {} : { maxLength };
  return fc.oneof(
    fc.string({ ...length, unit: 'grapheme-ascii' }),
    fc.string({ maxLength: 40, unit: 'grapheme' }),
  );
}
