import type { RequestState } from '../../../interface/message/request.state.js';
import { brokenLine, type Inspection } from '../inspection.js';
import type { StepResult } from './story.js';

/** Whether the dealer brought a request where a step makes sense. */
export function hasCome({ status, ended }: RequestState, to: 'quoted' | 'ended'): boolean {
  return to === 'ended' ? ended && status !== 'closed' : status === to;
}

/** A message's verdict as that of its step: warnings are told, and no failure. */
export function verdictOf(inspection: Inspection): Omit<StepResult, 'title'> {
  const reasons = inspection.broken.map(brokenLine);
  return { verdict: inspection.hasErrors ? 'failed' : 'passed', reasons };
}

/** A step that failed, whatever the rules of its message are. */
export function failed(inspection: Inspection): Omit<StepResult, 'title'> {
  return { verdict: 'failed', reasons: inspection.broken.map(brokenLine) };
}
