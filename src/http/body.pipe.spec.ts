import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { BodyPipe } from './body.pipe.js';

class Note {
  @IsString({ message: 'must be text' })
  text = '';
}

const read = (body: unknown) =>
  new BodyPipe().transform(body, { type: 'body', metatype: Note }) as Note;

const faultsOf = (body: unknown) => {
  try {
    read(body);
  } catch (error) {
    return error as { code: string; faults: object[]; message: string };
  }
  throw new Error('The body was taken');
};

it('reads a body into its class', () => {
  expect(read({ text: 'Hello' })).toBeInstanceOf(Note);
});

it('names a field of another type, and one that is not known', () => {
  expect(faultsOf({ text: 5, txet: 'x' })).toMatchObject({
    code: 'invalid-request',
    faults: [
      { path: 'txet', reason: expect.stringContaining('should not exist') },
      { path: 'text', reason: 'must be text' },
    ],
  });
});

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'text'],
  ['an array', []],
  ['a body that is read as a stream', Readable.from(['{"text":"x"}'])],
])('refuses %s', (_what, body) => {
  expect(faultsOf(body)).toMatchObject({
    code: 'invalid-request',
    message: 'The body must be a JSON object',
  });
});
