/** The time now, in milliseconds since 1970. Injected, so that tests can move it. */
export type Clock = () => number;

/** Injection token of {@link Clock}. */
export const CLOCK = Symbol('CLOCK');
