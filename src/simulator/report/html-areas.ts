import { counted, type AreaResult } from './area-results.js';
import { html, type Html } from './html.js';

const SHARES = ['error', 'warning', 'note', 'passed', 'none'] as const;
type Share = (typeof SHARES)[number];

/** Each area with a bar: how many of its rules are broken, hold, or were not looked at. */
export function areasSection(areas: readonly AreaResult[]): Html {
  const looked = areas.filter(isLookedAt);
  const others = areas.filter((one) => !isLookedAt(one)).map(({ area }) => area);
  const rest =
    others.length === 0 ? html`` : html`<p class="soft">Not looked at: ${others.join(', ')}</p>`;
  return html`<section>
    <h2>Areas</h2>
    <div class="card">
      <div class="rows">${looked.map(areaRow)}</div>
      ${legend()}${rest}
    </div>
  </section>`;
}

function isLookedAt({ passed, broken }: AreaResult): boolean {
  return passed + broken.error + broken.warning + broken.note > 0;
}

function areaRow(result: AreaResult): Html {
  const { area, passed, broken, notLookedAt } = result;
  const shares: Readonly<Record<Share, number>> = { ...broken, passed, none: notLookedAt };
  return html`<div class="row">
    <b>${area}</b>${bar(shares)}<span class="told">${told(result)}</span>
  </div>`;
}

function told({ passed, broken, notLookedAt }: AreaResult): Html[] {
  const parts = (['error', 'warning', 'note'] as const)
    .filter((severity) => broken[severity] > 0)
    .map(
      (severity) => html`<b class="is-${severity}">${counted(broken[severity], severity)}</b>, `,
    );
  const rest =
    notLookedAt > 0
      ? html` <span class="soft">of ${rulesOf({ passed, broken, notLookedAt })}</span>`
      : html``;
  return [...parts, html`${passed} passed${rest}`];
}

function rulesOf({ passed, broken, notLookedAt }: Omit<AreaResult, 'area'>): number {
  return passed + notLookedAt + broken.error + broken.warning + broken.note;
}

/** Fills a bar from the left; a share that is there is never too thin to be seen. */
function bar(shares: Readonly<Record<Share, number>>): Html {
  const LEAST = 1.2;
  const sum = SHARES.reduce((all, share) => all + shares[share], 0);
  const widths = SHARES.map((share) =>
    shares[share] === 0 ? 0 : Math.max(LEAST, (shares[share] / sum) * 100),
  );
  const scale = 100 / widths.reduce((all, width) => all + width, 0);
  let x = 0;
  const parts = SHARES.map((share, index) => {
    const width = (widths[index] ?? 0) * scale;
    const start = x;
    x += width;
    return html`<rect
      class="fill-${share}"
      x="${start.toFixed(2)}"
      width="${width.toFixed(2)}"
      height="1"
    />`;
  });
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
    ${parts}
  </svg>`;
}

const NAMES: Readonly<Record<Share, string>> = {
  error: 'errors',
  warning: 'warnings',
  note: 'notes',
  passed: 'passed',
  none: 'nothing to look at',
};

function legend(): Html {
  const entries = SHARES.map(
    (share) =>
      html`<span
        ><svg viewBox="0 0 1 1" aria-hidden="true">
          <rect class="fill-${share}" width="1" height="1" /></svg
        >${NAMES[share]}</span
      >`,
  );
  return html`<p class="legend">${entries}</p>`;
}
