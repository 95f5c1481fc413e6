import type { Timing } from '../timings.js';
import { duration, size } from './amounts.js';
import { counted } from './area-results.js';
import { html, type Html } from './html.js';

/** How long the answers took, by kind of request, as bars of one scale. */
export function timingsSection(timings: readonly Timing[]): Html {
  if (timings.length === 0) return html``;
  const longest = Math.max(1, ...timings.map(({ slowest }) => slowest));
  return html`<section>
    <h2>Response times</h2>
    <div class="card">
      <div class="rows">${timings.map((timing) => timingRow(timing, longest))}</div>
      <p class="legend">
        <span
          >Bars end at ${duration(longest)}. Dark: the median; light: 95 of 100; line: the
          slowest.</span
        >
      </p>
    </div>
  </section>`;
}

function timingRow(
  { kind, requests, bytes, median, p95, slowest, total }: Timing,
  longest: number,
): Html {
  const at = (milliseconds: number) => ((milliseconds / longest) * 100).toFixed(2);
  const about = `${kind}: median ${duration(median)}, 95 % ${duration(p95)}, slowest ${duration(slowest)}`;
  return html`<div class="row">
    <span
      ><b>${kind}</b><br /><span class="soft"
        >${counted(requests, 'request')}, ${size(bytes)}</span
      ></span
    >
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img" aria-label="${about}">
      <rect class="fill-none" width="100" height="1" />
      <rect class="fill-soft" width="${at(p95)}" height="1" />
      <rect class="fill-note" width="${at(median)}" height="1" />
      <rect class="fill-warning" x="${at(slowest * 0.995)}" width=".5" height="1" />
    </svg>
    <span class="told"
      >${duration(median)} · ${duration(p95)} · ${duration(slowest)}<br /><span class="soft"
        >${duration(total)} in all</span
      ></span
    >
  </div>`;
}
