import { describe, expect, it } from '@jest/globals';
import { AppError } from '../errors.js';
import { resolveDealer } from './dealer-access.js';

const one = { dealers: ['A000'] };
const two = { dealers: ['A000', 'B000'] };

function refusal(attempt: () => unknown): AppError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It was not refused');
}

describe('resolveDealer', () => {
  it("takes the client's only dealer when none is named", () => {
    expect(resolveDealer(one, undefined)).toBe('A000');
    expect(resolveDealer(one, '  ')).toBe('A000');
  });

  it('takes the dealer that is named, spaces around it aside', () => {
    expect(resolveDealer(two, ' B000 ')).toBe('B000');
  });

  it('wants a client of several dealers to name one', () => {
    expect(refusal(() => resolveDealer(two, undefined)).code).toBe('dealer-required');
  });

  it.each(['C000', 'a000', 'A0000', 'A000,B000', '__proto__', '*'])('refuses %s', (named) => {
    const error = refusal(() => resolveDealer(two, named));
    expect(error.code).toBe('dealer-not-allowed');
    expect(error.message).not.toContain(named);
  });

  it('gives a client without dealers nothing', () => {
    expect(refusal(() => resolveDealer({ dealers: [] }, undefined)).code).toBe(
      'dealer-not-allowed',
    );
  });
});
