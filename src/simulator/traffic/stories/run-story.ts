import { randomUUID } from 'node:crypto';
import { CrsSide } from '../../serve/crs-side.js';
import { freshId } from '../../serve/fresh-id.js';
import { errorMessage } from '../../serve/error-message.js';
import { stepOf } from '../../serve/known-request.js';
import { asObject, type JsonObject } from '../../../interface/message/json-values.js';
import { shown } from '../../findings.js';
import { SENDING } from '../../rules/messages.rules.js';
import { REQUEST_COURSE } from '../../rules/requests.rules.js';
import type { Run } from '../../run.js';
import type { Target } from '../../target.js';
import { sendMessage } from '../send-message.js';
import type { Subject } from '../subject.js';
import type { Arrival } from '../../serve/arrivals.js';
import { errorCodeOf, isAwaited, messageIdOf, statusOf } from './awaited.js';
import { fill } from './fill.js';
import { STORIES } from './stories.js';
import { failed, hasCome, verdictOf } from './step-verdict.js';
import { storyValues } from './story-values.js';
import type {
  AwaitStep,
  SendStep,
  Step,
  StepResult,
  Story,
  StoryResult,
  TellStep,
} from './story.js';

/** What a story is played with. */
export interface StoryContext {
  readonly run: Run;
  /** The dealer's system. */
  readonly target: Target;
  readonly subject: Subject;
  /** CRS's side, where the dealer's answers arrive; left out when it is not served. */
  readonly side?: CrsSide | undefined;
  /** How long an answer is waited for. Milliseconds. */
  readonly waitMs?: number;
  /** Whether it is a finding when no answer comes. */
  readonly mustAnswer?: boolean;
  readonly onStep?: (story: string, result: StepResult) => void;
}

/** There is no such story. */
export class NoStoryError extends Error {
  override readonly name = 'NoStoryError';
}

/**
 * Plays a built-in story: CRS's messages are posted to the dealer's system, with fresh ids and times,
 * and its answers are waited for where CRS's side is served.
 * @throws NoStoryError
 * @throws NoTokenError
 */
export async function runStory(name: string, context: StoryContext): Promise<StoryResult> {
  const story = STORIES.find((one) => one.name === name);
  if (!story) throw new NoStoryError(`There is no story ${name}`);
  return new StoryRun(story, context).play();
}

const NOT_SENT = {
  quoted: 'not sent: the dealer did not quote',
  ended: 'not sent: the dealer did not send it back',
};

const PASSED = { verdict: 'passed', reasons: [] } as const;

class StoryRun {
  readonly #crsId = freshId();
  readonly #start = Date.now();
  readonly #side: CrsSide;
  /** Where in the arrivals the story is. */
  #at: number;
  #lastSentId: string | undefined;
  #lastStatus: string | undefined;
  #lastArrivalId: string | undefined;
  #isSilent = false;

  constructor(
    private readonly story: Story,
    private readonly context: StoryContext,
  ) {
    this.#side = context.side ?? new CrsSide();
    this.#at = this.#side.arrivals.end;
  }

  async play(): Promise<StoryResult> {
    const { name, steps } = this.story;
    const results: StepResult[] = [];
    for (const step of steps) {
      const result = { title: step.title, ...(await this.#make(step)) };
      results.push(result);
      this.context.onStep?.(name, result);
      // What follows makes no sense to a system that did not take what came before.
      if (result.verdict === 'failed' && !('await' in step)) break;
    }
    const verdicts = new Set(results.map(({ verdict }) => verdict));
    const worst = (['failed', 'not answered'] as const).find((one) => verdicts.has(one));
    return { name, verdict: worst ?? 'passed', steps: results };
  }

  #make(step: Step): Promise<Omit<StepResult, 'title'>> {
    if ('send' in step) return this.#send(step);
    return 'tell' in step ? this.#tell(step) : this.#await(step);
  }

  async #send({ send, wrong, after, title }: SendStep): Promise<Omit<StepResult, 'title'>> {
    const { subject } = this.context;
    const payload = fill(send, storyValues(subject, this.#side, this.#crsId, this.#start));
    const now = this.#side.requests.get(this.#crsId);
    const update = asObject(payload['requestUpdate']);
    const isLate = now && update && stepOf(now, update, 'crs').result === 'refused';
    if (after && !(now && hasCome(now.state, after)))
      return { verdict: 'not answered', reasons: [NOT_SENT[after]] };
    if (isLate && !wrong)
      return { ...PASSED, reasons: [`not sent: the request is ${now.state.status} already`] };
    const messageType = 'message' in payload ? 'message' : 'request';
    return this.#post(title, { ...this.#envelope(messageType), payload });
  }

  #tell({ tell, title }: TellStep) {
    const request = this.#side.requests.get(this.#crsId);
    const about = {
      ...this.#envelope('request'),
      submittedMessageId: this.#lastArrivalId ?? `unknown-${randomUUID()}`,
    };
    const refusal =
      tell === 'incorrect' && request
        ? ({ kind: 'incorrect', request } as const)
        : ({ kind: 'not-found' } as const);
    return this.#post(title, errorMessage(about, refusal));
  }

  async #post(title: string, message: JsonObject) {
    const isFirst = this.#lastSentId === undefined;
    this.#lastSentId = String(message['submittedMessageId']);
    this.#side.sent(message);
    const purpose = `${this.story.name}: ${title}`;
    const { run, target } = this.context;
    const sent = await sendMessage(run, target, message, purpose, { repeat: isFirst });
    return sent.taken ? verdictOf(sent.inspection) : failed(sent.inspection);
  }

  #envelope(messageType: string): JsonObject {
    const { dealer, customer } = this.context.subject;
    return {
      dealerCode: dealer,
      customerNumber: this.story.withoutCustomer ? null : customer,
      submittedMessageId: `crs-${randomUUID()}`,
      submittedTime: new Date().toISOString(),
      messageType,
    };
  }

  async #await(step: AwaitStep): Promise<Omit<StepResult, 'title'>> {
    if (this.#isPast(step))
      return { ...PASSED, reasons: [`not needed: the dealer went on to ${this.#lastStatus}`] };
    const { side, waitMs = 0, mustAnswer, run } = this.context;
    const ids = { crsId: this.#crsId, lastSentId: this.#lastSentId };
    const wait = this.#isSilent ? 0 : waitMs;
    const found = await this.#side.arrivals.find(this.#at, wait, (arrival) =>
      isAwaited(step, ids, arrival),
    );
    if (side && mustAnswer)
      run.findings.expect(
        REQUEST_COURSE.answered,
        found ? undefined : `${this.story.name}: ${step.title}`,
      );
    if (found) return this.#arrived(step, found.arrival, found.next);
    this.#isSilent = true;
    const waited = wait === waitMs ? `nothing within ${wait / 1000} seconds` : 'not waited for';
    const reason = side ? waited : 'CRS’s side is not served';
    return { verdict: mustAnswer && side ? 'failed' : 'not answered', reasons: [reason] };
  }

  /** "A step may be skipped forward": then nobody says what was skipped. */
  #isPast({ await: awaited }: AwaitStep): boolean {
    if (!('status' in awaited) || awaited.disposition) return false;
    return awaited.status.some((status) => status === this.#lastStatus);
  }

  #arrived(step: AwaitStep, arrival: Arrival, next: number): Omit<StepResult, 'title'> {
    this.#at = next;
    this.#lastStatus = statusOf(arrival, this.#crsId) ?? this.#lastStatus;
    this.#lastArrivalId = messageIdOf(arrival) ?? this.#lastArrivalId;
    const { await: awaited } = step;
    if ('error' in awaited) {
      const code = errorCodeOf(arrival);
      const found =
        code === awaited.error ? undefined : `${shown(code)}, not ${shown(awaited.error)}`;
      this.context.run.findings.expect(SENDING.errorFits, found, { path: 'payload.errorCode' });
      if (found !== undefined)
        return { verdict: 'failed', reasons: [`${SENDING.errorFits.id}: ${found}`] };
    }
    // What follows a wrong answer says nothing: it is not waited for.
    if (arrival.refusal) this.#isSilent = true;
    return arrival.refusal ? failed(arrival.inspection) : verdictOf(arrival.inspection);
  }
}
