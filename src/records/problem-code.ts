import type { FastifyRequest } from 'fastify';

type AnsweredProblem = NonNullable<FastifyRequest['notes']>['problem'];

/** The last part of a problem's type, which is its code here. */
export function problemCode(problem: AnsweredProblem): string | null {
  return problem ? problem.type.slice(problem.type.lastIndexOf(':') + 1) : null;
}
