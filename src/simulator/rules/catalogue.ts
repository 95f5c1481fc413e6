import { ACCESS } from './access.rules.js';
import { ANSWER, PAGING } from './answer.rules.js';
import { FIELD_RULES, UNKNOWN_FIELD } from './field-rules.js';
import type { Rule, Rules } from './rule.js';

/** Every group of rules that is declared by hand. A new group is added here. */
const DECLARED: readonly Rules[] = [ANSWER, ACCESS, PAGING];

/** Every rule there is, by area and id. */
export const RULES: readonly Rule[] = [
  ...DECLARED.flatMap((group) => Object.values(group)),
  ...Object.values(UNKNOWN_FIELD),
  ...[...FIELD_RULES.values()].flatMap((rules) => Object.values(rules) as Rule[]),
];
