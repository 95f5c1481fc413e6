import { expect, it } from '@jest/globals';
import { harmlessText } from './harmless-text.js';

it('what came from elsewhere does not command the terminal', () => {
  const hostile = 'a\u{1b}[2Jb\u{9b}31mc\rd\u{7}e\u{202e}f\u{0}g';
  expect(harmlessText(hostile)).toBe(
    'a\u{fffd}[2Jb\u{fffd}31mc\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}g',
  );
});

it('text in any language is left as it is', () => {
  const text = 'Zürich\t東京\n🚜 שלום';
  expect(harmlessText(text)).toBe(text);
});
