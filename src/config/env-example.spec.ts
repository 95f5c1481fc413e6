import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { envExample } from './env-example.js';

it('.env.example names every variable with its meaning and default (npm run env:example)', async () => {
  expect(await readFile('.env.example', 'utf8')).toBe(envExample());
});
