import fc from 'fast-check';

type Json = unknown;

/** Values of every type and at every limit, as JSON text. */
const ODD_VALUES = [
  'null',
  'true',
  'false',
  '""',
  '" "',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[{}]',
  '{"":null}',
  '0',
  '-0',
  '1',
  '-1',
  '1.5',
  '1e3',
  '1E400',
  '-1e-400',
  '9007199254740993',
  '-9223372036854775809',
  '2147483647',
  '2147483648',
  '-2147483649',
  '123456789012345678901234567890123456789012345',
  '0.1234567890123456789',
  '"true"',
  '"0"',
  '"2022-02-30T00:00:00Z"',
  '"0001-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59.999Z"',
  '"0000-00-00T00:00:00Z"',
  '"9999-12-31T23:59:59-23:59"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\uffff\\ufeff\\u2028"',
  '"\\u202e"',
  '"\'; DROP TABLE message; --"',
  '"${7*7}{{7*7}}"',
  '"../../etc/passwd"',
  '"%00"',
  '{"fileId":"x","size":1}',
  '{"contents":"YQ=="}',
  '{"toJSON":1}',
  '{"rawJSON":"}"}',
  '{"length":9}',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":{}}}',
  '{"then":1}',
  '"A000"',
  '"C000"',
] as const;

const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  '0',
  '-1',
  '',
  ' ',
  'a.b',
  'a[0]',
  '\\u0000',
  '\\ud800',
  '\\u005f_proto__',
  'dealerCode',
  'enqueuedTime',
  'payload',
  'contents',
  '$ref',
  'x'.repeat(300),
] as const;

/** Every place in a value: the names and indexes that lead there. */
function places(
  value: Json,
  here: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => places(member, [...here, name]))
      : [];
  return [here, ...inner];
}

const MARK = '\u{1f4cd}here';

/** The JSON text of a value with other text in place of what stands at the path. */
function replaced(
  value: Json,
  [step, ...rest]: readonly (string | number)[],
  text: string,
): string {
  if (step === undefined) return text;
  const copy = (Array.isArray(value) ? [...(value as Json[])] : { ...(value as object) }) as Record<
    string,
    Json
  >;
  const inner = replaced(copy[step], rest, text);
  copy[step] = MARK;
  return JSON.stringify(copy).replace(JSON.stringify(MARK), () => inner);
}

const odd = fc.constantFrom(...ODD_VALUES);
const name = fc.constantFrom(...HOSTILE_NAMES);
const nth = fc.nat(10_000);

/** A change of a value that gives JSON text, or nearly so. */
type Mutation = (value: Json) => string;

const at = (value: Json, number: number) => {
  const all = places(value);
  return all[number % all.length] ?? [];
};

function valueAt(value: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>((inner, step) => (inner as Record<string, Json>)[step], value);
}

const otherValue = fc.tuple(nth, odd).map(
  ([number, text]): Mutation =>
    (value) =>
      replaced(value, at(value, number), text),
);

const missing = nth.map(
  (number): Mutation =>
    (value) =>
      JSON.stringify(
        JSON.parse(replaced(value, at(value, number), 'null')),
        (_, one: Json) => one ?? undefined,
      ) ?? '',
);

/** A member more, in some object; it may be there already. */
const extra = fc.tuple(nth, name, odd).map(([number, named, text]): Mutation => (value) => {
  const path = at(value, number);
  const inner = valueAt(value, path);
  const old = JSON.stringify(inner) ?? '';
  const grown =
    old.startsWith('{') && old !== '{}'
      ? old.replace('{', `{"${named}":${text},`)
      : `{"${named}":${text}}`;
  return replaced(value, path, grown);
});

const deep = fc
  .tuple(nth, fc.integer({ min: 1, max: 2_000 }), fc.boolean())
  .map(([number, depth, arrays]): Mutation => (value) => {
    const [open, close] = arrays ? ['[', ']'] : ['{"a":', '}'];
    return replaced(value, at(value, number), `${open.repeat(depth)}1${close.repeat(depth)}`);
  });

const huge = fc
  .tuple(
    nth,
    fc.constantFrom('x', 'ü', '\\u0041', '\\\\', '\\"', '😀', 'QUJD'),
    fc.integer({ min: 1, max: 14 }),
  )
  .map(
    ([number, piece, size]): Mutation =>
      (value) =>
        replaced(value, at(value, number), `"${piece.repeat(2 ** size)}"`),
  );

const wide = fc.tuple(nth, fc.integer({ min: 1, max: 12 })).map(
  ([number, size]): Mutation =>
    (value) =>
      replaced(value, at(value, number), `[${'{},'.repeat(2 ** size)}{}]`),
);

/** Changes of a value, as JSON text. */
export const mutatedText = (values: fc.Arbitrary<Json>): fc.Arbitrary<string> =>
  fc
    .tuple(values, fc.oneof(otherValue, otherValue, missing, extra, extra, deep, huge, wide))
    .map(([value, mutate]) => mutate(value));

/** Changes of the bytes of a text: cut off, another byte, some bytes more, something else altogether. */
export const mutatedBytes = (texts: fc.Arbitrary<string>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc
      .tuple(texts, fc.nat())
      .map(([text, cut]) => Buffer.from(text).subarray(0, cut % (text.length + 1))),
    fc.tuple(texts, fc.nat(), fc.nat(255)).map(([text, place, byte]) => {
      const bytes = Buffer.from(text);
      bytes[place % Math.max(1, bytes.length)] = byte;
      return bytes;
    }),
    fc.tuple(texts, fc.nat(), fc.uint8Array({ maxLength: 8 })).map(([text, place, more]) => {
      const bytes = Buffer.from(text);
      const cut = place % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, cut), more, bytes.subarray(cut)]);
    }),
    fc
      .tuple(texts, fc.constantFrom(',', '{', ']', '\u0000', '\uFEFF', '//', 'NaN', '\t'))
      .map(([text, more]) => Buffer.from(text + more)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
  );
