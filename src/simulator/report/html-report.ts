import type { RunResult } from '../run.js';
import type { Severity } from '../rules/rule.js';
import { byArea, counted, verdict } from './area-results.js';
import { duration } from './amounts.js';
import { areasSection } from './html-areas.js';
import { findingsSection } from './html-findings.js';
import { STYLE } from './html-style.js';
import { timingsSection } from './html-timings.js';
import { html, Html } from './html.js';

/** The report as one HTML page that needs nothing else: no script, no font, no request. */
export function htmlReport(result: RunResult): string {
  const { command, system, findings, timings } = result;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>${command}: ${system}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${head(result)} ${tiles(result)} ${areasSection(byArea(result))}
          ${findingsSection(findings)} ${timingsSection(timings)} ${rulesSection(result)}
          <footer>Rules and how they are meant: docs/conformance.md of crs-dealer-api.</footer>
        </main>
      </body>
    </html> `;
  return page.text;
}

const TITLES: Readonly<Record<string, string>> = {
  'crs check': 'Conformance check',
  'crs pull': 'Daily pull',
  'crs incremental': 'Incremental pull',
  'crs replay': 'Replayed recording',
  'crs send': 'Messages sent',
  'crs serve': 'Messages received',
};

function head(result: RunResult): Html {
  const { command, system, startedAt, seconds } = result;
  const title = TITLES[command] ?? command;
  return html`<header>
    <h1>${title}</h1>
    <p><code>${system}</code></p>
    <p class="soft">
      ${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')} · took ${duration(seconds * 1000)}
    </p>
    <p class="card verdict ${worst(result)}">${verdict(result)}</p>
  </header>`;
}

/** What the verdict is coloured by. */
function worst({ findings, broken }: RunResult): Severity | 'not-done' | 'passed' {
  return broken === undefined ? (findings[0]?.rule.severity ?? 'passed') : 'not-done';
}

function tiles({ findings, results, counts }: RunResult): Html {
  const severities = (['error', 'warning', 'note'] as const).map((severity) => {
    const number = findings.filter(({ rule }) => rule.severity === severity).length;
    return tile(severity, number, number === 1 ? severity : `${severity}s`);
  });
  const held = results.filter(({ checked, broken }) => checked > 0 && broken === 0).length;
  const came = Object.entries(counts).map(
    ([what, number]) => `${number.toLocaleString('en')} ${what}`,
  );
  const line = came.length === 0 ? html`` : html`<p class="came soft">Came: ${came.join(', ')}</p>`;
  return html`<div class="tiles">${severities}${tile('passed', held, 'rules passed')}</div>
    ${line}`;
}

function tile(kind: string, number: number, what: string): Html {
  const zero = number === 0 ? ' zero' : '';
  return html`<div class="card tile ${kind}${zero}">
    <b>${number.toLocaleString('en')}</b>${what}
  </div>`;
}

function rulesSection({ results }: RunResult): Html {
  const held = results.filter(({ checked, broken }) => checked > 0 && broken === 0);
  if (held.length === 0) return html``;
  const areas = [...new Set(held.map(({ rule }) => rule.area))];
  const lists = areas.map((area) => {
    const own = held.filter(({ rule }) => rule.area === area);
    const entries = own.map(
      ({ rule, checked }) =>
        html`<li title="${rule.expected}">
          <code>${rule.id}</code> <span class="soft">${checked}×</span>
        </li>`,
    );
    return html`<details class="rules">
      <summary>${area}: ${counted(own.length, 'rule')}</summary>
      <ul>
        ${entries}
      </ul>
    </details>`;
  });
  return html`<section>
    <h2>Rules that hold</h2>
    <div class="card">${lists}</div>
  </section>`;
}
