import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SecretBox, SecretBoxError } from './secret-box.js';

const secret = Buffer.from('the private half');

describe('SecretBox', () => {
  const key = randomBytes(32);
  const box = new SecretBox(key);

  it('opens what it sealed', () => {
    expect(Buffer.from(box.open(box.seal(secret, 'here'), 'here'))).toEqual(secret);
  });

  it('seals the same secret differently each time', () => {
    expect(box.seal(secret, 'here')).not.toEqual(box.seal(secret, 'here'));
  });

  it('names SECRETS_KEY when the key is another one', () => {
    const other = new SecretBox(randomBytes(32));
    expect(() => other.open(box.seal(secret, 'here'), 'here')).toThrow(
      /SECRETS_KEY is not the key/,
    );
  });

  it('does not open a secret in another place', () => {
    expect(() => box.open(box.seal(secret, 'here'), 'there')).toThrow(SecretBoxError);
  });

  it('notices every changed byte', () => {
    const sealed = box.seal(secret, 'here');
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => box.open(changed, 'here')).toThrow(SecretBoxError);
    }
  });

  it('notices a cut', () => {
    const sealed = box.seal(secret, 'here');
    for (let length = 0; length < sealed.length; length++)
      expect(() => box.open(sealed.subarray(0, length), 'here')).toThrow(SecretBoxError);
  });

  it('wants a key of 32 bytes', () => {
    expect(() => new SecretBox(randomBytes(16))).toThrow(/SECRETS_KEY/);
  });
});
