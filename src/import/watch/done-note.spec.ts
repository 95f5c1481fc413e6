import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { parseDoneNote, readDoneNote } from './done-note.js';

describe('what DONE says', () => {
  it.each(['', ' \r\n', 'full', ' Full\n', '\uFEFFFULL'])('%j asks for a full load', (text) => {
    expect(parseDoneNote(Buffer.from(text))).toEqual({ mode: 'full' });
  });

  it.each(['delta', '\tDELTA \r\n', '\uFEFFDelta'])('%j asks for a delta', (text) => {
    expect(parseDoneNote(Buffer.from(text))).toEqual({ mode: 'delta' });
  });

  it('may be UTF-16, as PowerShell writes it', () => {
    const content = Buffer.from('\uFEFFdelta\r\n', 'utf16le');
    expect(parseDoneNote(content)).toEqual({ mode: 'delta' });
  });

  it('may name the encoding of the files and what stands between their cells', () => {
    expect(parseDoneNote(Buffer.from('delta encoding=windows-1252\ndelimiter=;'))).toEqual({
      mode: 'delta',
      encoding: 'windows-1252',
      delimiter: ';',
    });
    expect(parseDoneNote(Buffer.from('Delimiter=TAB'))).toMatchObject({ delimiter: '\t' });
  });

  it.each(['deltas', 'full please', 'mode=delta', 'encoding=', 'd\0elta'])(
    '%j cannot be followed',
    (text) => {
      const { fault } = parseDoneNote(Buffer.from(text));
      expect(fault).toMatch(/^DONE cannot be followed: it may hold full or delta, .+, not ".+"$/);
    },
  );
});

describe('the file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const fault = async () => (await readDoneNote(folder)).fault;

  it('is read', async () => {
    await writeFile(join(folder, 'DONE'), 'delta');
    expect(await readDoneNote(folder)).toEqual({ mode: 'delta' });
  });

  it('must be there, be a file, and be short', async () => {
    expect(await fault()).toBe('DONE cannot be followed: it is missing');
    await mkdir(join(folder, 'DONE'));
    expect(await fault()).toBe('DONE cannot be followed: it is no file');
    await rm(join(folder, 'DONE'), { recursive: true });
    await symlink('/etc/hostname', join(folder, 'DONE'));
    expect(await fault()).toBe('DONE cannot be followed: it is no file');
    await rm(join(folder, 'DONE'));
    await writeFile(join(folder, 'DONE'), ' '.repeat(1001));
    expect(await fault()).toMatch(/it may hold/);
  });
});
