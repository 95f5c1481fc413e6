import type { JsonObject } from '../../../interface/message/json-values.js';
import type { Status } from '../../../interface/message/request-type.js';

/** A conversation between CRS and a dealer, as CRS begins it. */
export interface Story {
  readonly name: string;
  /** What it shows, in a few words. */
  readonly about: string;
  /** Heading of the interface's section. */
  readonly section: string;
  /** Leads come with customers that the dealer need not know. */
  readonly withoutCustomer?: boolean;
  readonly steps: readonly Step[];
}

/** CRS posts a message. */
export interface SendStep {
  readonly title: string;
  /** The payload; `{names}` in its texts are filled in. */
  readonly send: JsonObject;
  /** It is meant to be wrong: it is sent whatever its request's state allows. */
  readonly wrong?: boolean;
  /** It makes sense only when the dealer brought the request there. */
  readonly after?: 'quoted' | 'ended';
}

/** CRS tells the dealer that the dealer's last message could not be applied. */
export interface TellStep {
  readonly title: string;
  readonly tell: 'incorrect' | 'not-found';
}

/** CRS waits for what the dealer says. */
export interface AwaitStep {
  readonly title: string;
  readonly await:
    | { readonly status: readonly Status[]; readonly disposition?: boolean }
    | { readonly error: string }
    | { readonly chainMessage: true };
}

/** One step of a story. */
export type Step = SendStep | TellStep | AwaitStep;

/** How a step came out. */
export type Verdict = 'passed' | 'failed' | 'not answered';

/** A step that was made. */
export interface StepResult {
  readonly title: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** A story that was told to its end. */
export interface StoryResult {
  readonly name: string;
  readonly verdict: Verdict;
  readonly steps: readonly StepResult[];
}
