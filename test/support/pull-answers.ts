import type { PullAnswer } from '../../src/records/pull-answer.js';

/** An answer with a page of ten contracts of five pages, and whatever else is given. */
export function pullAnswer(page: number | null, about: Partial<PullAnswer> = {}): PullAnswer {
  return {
    dealerCode: 'A000',
    clientId: 'crs',
    endpoint: 'contract',
    customers: ['7'],
    since: null,
    asked: 10,
    page,
    time: Date.now(),
    milliseconds: 3,
    status: 200,
    code: null,
    served: { items: 10, bytes: 1_000, generation: '4', pageSize: 10, totalPages: 5 },
    ...about,
  };
}
