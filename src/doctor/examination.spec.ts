import { describe, expect, it } from '@jest/globals';
import { CATALOGUE, CHECK_IDS, needOf } from './catalogue.js';
import { Examination } from './examination.js';
import { failure, ok, warning } from './finding.js';

const found = (examination: Examination, id: string) =>
  examination.findings().filter((finding) => finding.id === id);

describe('an examination', () => {
  it('does every check by itself: one that throws stops no other', async () => {
    const examination = new Examination();
    await examination.run({
      'database.fsync': () => ok('on'),
      'config.readable': () => {
        throw new Error('something\nsaid nothing good');
      },
      'node.version': () => warning('old', 'Install another.'),
    });
    expect(found(examination, 'config.readable')).toEqual([
      {
        id: 'config.readable',
        result: 'failure',
        found: 'it could not be checked: said nothing good',
        todo: CATALOGUE['config.readable'].todo,
      },
    ]);
    expect(found(examination, 'node.version')).toMatchObject([{ result: 'warning' }]);
  });

  it('ends a check that takes too long', async () => {
    const examination = new Examination(20);
    await examination.run({ 'config.readable': () => new Promise(() => undefined) });
    expect(found(examination, 'config.readable')).toMatchObject([
      { result: 'failure', found: 'there was no end of it within 0.02 seconds' },
    ]);
  });

  it('leaves out what needs a check that failed, and names the one it began with', async () => {
    const examination = new Examination();
    let done = 0;
    await examination.run({
      'config.readable': () => ok('yes'),
      'database.reachable': () => failure('no', 'Start it.'),
      'database.fsync': () => ok(`${done++}`),
      'keys.signing': () => ok(`${done++}`),
    });
    await examination.runEach('crs.reachable', ['A', 'B'], async () => ok(`${done++}`));
    expect(done).toBe(0);
    for (const id of ['database.fsync', 'keys.signing', 'crs.reachable'])
      expect(found(examination, id)).toEqual([
        { id, result: 'not-checked', found: 'not checked, because database.reachable failed' },
      ]);
  });

  it('goes on after a warning', async () => {
    const examination = new Examination();
    await examination.run({
      'config.readable': () => warning('hm', 'Look.'),
      'config.mode': () => ok('production'),
    });
    expect(found(examination, 'config.mode')).toMatchObject([{ result: 'ok' }]);
  });

  it('looks at each dealer within a time of its own, and tells them in order', async () => {
    const examination = new Examination(50);
    await examination.run({ 'config.readable': () => ok('') });
    await examination.run({
      'database.reachable': () => ok(''),
      'migrations.applied': () => ok(''),
      'keys.secrets-key': () => ok(''),
    });
    const dealers = Array.from({ length: 12 }, (_, index) => `D${index}`);
    await examination.runEach('crs.reachable', dealers, async (dealer) => {
      if (dealer === 'D3') throw new Error('no way');
      return dealer === 'D1' ? new Promise(() => undefined) : ok(dealer);
    });
    const results = found(examination, 'crs.reachable');
    expect(results.map(({ dealer }) => dealer)).toEqual(dealers);
    const failed = results.filter(({ result }) => result === 'failure');
    expect(failed.map(({ dealer }) => dealer)).toEqual(['D1', 'D3']);
  });

  it('keeps secrets out of what it tells, on one line', async () => {
    const examination = new Examination();
    examination.conceal('pw-canary');
    examination.conceal('');
    await examination.run({
      'node.version': () => failure('said\n pw-canary', 'not pw-canary'),
      'config.readable': () => {
        throw new Error('postgresql://u:pw-canary@x refused');
      },
    });
    expect(JSON.stringify(examination.findings())).not.toContain('pw-canary');
    expect(found(examination, 'node.version')).toMatchObject([{ found: 'said ********' }]);
  });

  it('throws the reason of an interruption, and does no more', async () => {
    const interruption = new AbortController();
    const examination = new Examination(10_000, interruption.signal);
    let done = 0;
    const running = examination.run({
      'node.version': () => new Promise(() => interruption.abort(new Error('enough'))),
      'config.readable': () => ok(`${done++}`),
    });
    await expect(running).rejects.toThrow('enough');
    expect(done).toBe(0);
  });
});

describe('the catalogue', () => {
  it('names checks as needed that stand before those that need them', () => {
    const named = CHECK_IDS.filter((id) => 'needs' in CATALOGUE[id]);
    expect(named.filter((id) => needOf(id) === undefined)).toEqual([]);
    // Directly above it, a reader sees why.
    const early = CHECK_IDS.filter((id) => {
      const need = needOf(id);
      return need !== undefined && CHECK_IDS.indexOf(need) > CHECK_IDS.indexOf(id);
    });
    expect(early).toEqual(['node.open-files', 'node.disk']);
  });
});
