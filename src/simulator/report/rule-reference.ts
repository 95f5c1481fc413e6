import {
  ANSWER_TABLES,
  ENDPOINTS,
  type AnswerField,
  type Endpoint,
} from '../answers/answer-table.js';
import { RULES } from '../rules/catalogue.js';
import {
  AREA_OF,
  FIELD_RULES,
  SECTIONS,
  UNKNOWN_FIELD,
  type FieldRules,
} from '../rules/field-rules.js';
import { AREAS, type Area, type Rule } from '../rules/rule.js';

const HEAD = `# Conformance rules

<!-- Made by \`npm run docs:conformance\`; a test compares it with the code. -->

What \`crs-dealer-api crs …\` looks at when it plays CRS against a dealer's system. An id is never given
another meaning: scripts may rely on it.

- **error**: it breaks something in CRS. The exit status is 1.
- **warning**: it may break something.
- **note**: for information. The interface allows it, or does not say.

§ is the heading of the section in the CRS Dealer Data Pull Interface.

The rules of a field are in the table of its endpoint: the id is the field's with an ending. **-REQUIRED**:
it is there, not null and not empty. **-TYPE**: it has the type of the interface's table. **-LENGTH**: it is
not too long. **-VALUE**: it is one of the list. **-DECIMAL**: a Double has a decimal point. **-ZONE**: a time
has a zone. They are errors; only a -VALUE for which CRS takes another one is a warning.

## Reports

Exit status: 0 no errors, 1 errors, 2 it could not be done to its end.

- \`--json <file>\` (\`-\` for standard output): \`report\` (1: the version of this form; new members do not
  raise it), \`status\` (\`clean\`, \`errors\`, \`not-done\`), \`command\`, \`system\`, \`startedAt\`, \`seconds\`,
  \`broken\` (why it was not done), \`counts\` (what came), \`timings\` (milliseconds by kind of request),
  \`areas\` (\`area\`, \`passed\`, \`broken\` by severity, \`notLookedAt\`), \`findings\` (\`id\`, \`area\`,
  \`severity\`, \`section\`, \`expected\`, \`mend\`, \`count\`, and up to ten \`occurrences\` with \`found\`,
  \`url\`, \`path\`, \`exchange\`), \`rules\` (\`id\`, \`checked\`, \`broken\`).
- \`--junit <file>\`: a suite for each area, a case for each rule that was looked at. Errors are failures;
  warnings and notes stand in the output of their case.
- \`--html <file>\`: one page without scripts that loads nothing.
- \`--record <file>\`: every exchange, without tokens and secrets; \`crs replay\` does the run again.
`;

/** docs/conformance.md: every rule by area; those of fields as a table for each endpoint. */
export function ruleReference(): string {
  const ofFields = new Set([...FIELD_RULES.values()].flatMap((rules) => idsOf(rules)));
  const others = RULES.filter(({ id }) => !ofFields.has(id));
  const areas = AREAS.map((area) =>
    areaText(
      area,
      others.filter((rule) => rule.area === area),
    ),
  );
  return (
    [HEAD, ...areas.filter((text) => text !== ''), '']
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trimEnd() + '\n'
  );
}

function idsOf(rules: FieldRules): string[] {
  return (Object.values(rules) as Rule[]).map(({ id }) => id);
}

function areaText(area: Area, rules: readonly Rule[]): string {
  const endpoint = ENDPOINTS.find((one) => AREA_OF[one] === area);
  if (rules.length === 0 && endpoint === undefined) return '';
  return [`## ${area}`, ...rules.map(ruleText), ...(endpoint ? [fieldTable(endpoint)] : [])].join(
    '\n\n',
  );
}

function ruleText({ id, severity, section, expected, mend }: Rule): string {
  return `### ${id}\n\n**${severity}**, § ${section}\n\n${expected}\n\n_To mend:_ ${mend}`;
}

/** Each field with the id that its rules begin with, and the rules that it has. */
function fieldTable(endpoint: Endpoint): string {
  const rows = all(ANSWER_TABLES[endpoint]).map(({ path }) => {
    const rules = FIELD_RULES.get(`${endpoint} ${path}`);
    const ids = rules ? idsOf(rules) : [];
    const stem = rules?.type.id.replace(/-TYPE$/, '') ?? '';
    return `| \`${path}\` | ${stem} | ${ids.map((id) => id.slice(stem.length)).join(' ')} |`;
  });
  return [
    `### Fields of ${endpoint}`,
    `§ ${SECTIONS[endpoint]}. ${UNKNOWN_FIELD[endpoint].id} is about fields that are not in this table.`,
    ['| Field | Id | Rules |', '|---|---|---|', ...rows].join('\n'),
  ].join('\n\n');
}

function all(fields: readonly AnswerField[]): AnswerField[] {
  return fields.flatMap((field) => [field, ...all(field.members)]);
}
