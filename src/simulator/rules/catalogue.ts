import { ACCESS } from './access.rules.js';
import { ANSWER, PAGING } from './answer.rules.js';
import { CHAIN } from './chains.rules.js';
import { DOCUMENT } from './documents.rules.js';
import { FIELD_RULES, UNKNOWN_FIELD } from './field-rules.js';
import { INCREMENTAL } from './incremental.rules.js';
import { MESSAGE, REPLY, SENDING } from './messages.rules.js';
import { CATALOG, CONTRACT, CUSTOMER, INVOICE, JOBSITE, STABILITY } from './pull.rules.js';
import { REFERENCE } from './references.rules.js';
import { REQUEST, REQUEST_COURSE } from './requests.rules.js';
import { ABSENT, AUTHORIZATION, MESSAGE_REFUSAL, REFUSAL } from './refusals.rules.js';
import type { Rule, Rules } from './rule.js';
import { SPEED } from './speed.rules.js';
import { TLS } from './tls.rules.js';

/** Every group of rules that is declared by hand. A new group is added here. */
const DECLARED: readonly Rules[] = [
  TLS,
  AUTHORIZATION,
  REFUSAL,
  ABSENT,
  MESSAGE_REFUSAL,
  ANSWER,
  ACCESS,
  PAGING,
  MESSAGE,
  REPLY,
  SENDING,
  REQUEST,
  REQUEST_COURSE,
  CHAIN,
  CONTRACT,
  JOBSITE,
  CATALOG,
  INVOICE,
  CUSTOMER,
  STABILITY,
  REFERENCE,
  DOCUMENT,
  SPEED,
  INCREMENTAL,
];

/** Every rule there is, by area and id. */
export const RULES: readonly Rule[] = [
  ...DECLARED.flatMap((group) => Object.values(group)),
  ...Object.values(UNKNOWN_FIELD),
  ...[...FIELD_RULES.values()].flatMap((rules) => Object.values(rules) as Rule[]),
];
