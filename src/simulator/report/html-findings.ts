import type { Finding, Occurrence } from '../findings.js';
import type { Severity } from '../rules/rule.js';
import { counted } from './area-results.js';
import { html, type Html } from './html.js';

/** Every finding: what is expected, what came and where, and how to mend it. */
export function findingsSection(findings: readonly Finding[]): Html {
  if (findings.length === 0) return html``;
  return html`<section>
    <h2>Findings</h2>
    ${findings.map(finding)}
  </section>`;
}

function finding({ rule, count, occurrences }: Finding): Html {
  const { id, area, severity, section, expected, mend } = rule;
  return html`<details class="card finding ${severity}" id="${id}" ${opened(severity)}>
    <summary>
      <code>${id}</code><span class="chip is-${severity}">${severity}</span>
      <span class="soft">${counted(count, 'time')} · ${area}</span
      ><span class="expected">${expected}</span>
    </summary>
    <div class="inside">
      <p class="mend"><b>To mend:</b> ${mend}</p>
      ${occurrencesOf(occurrences, count)}
      <p class="soft">Interface: § ${section}</p>
    </div>
  </details>`;
}

/** Notes are for information: they open when somebody wants to know. */
function opened(severity: Severity): Html {
  return severity === 'note' ? html`` : html` open`;
}

const SHOWN = 3;

/** The first few at a glance, and the others that were kept when somebody wants to see them. */
function occurrencesOf(occurrences: readonly Occurrence[], count: number): Html {
  const list = (some: readonly Occurrence[]) =>
    html`<ul class="found">
      ${some.map(occurrence)}
    </ul>`;
  const others = occurrences.slice(SHOWN);
  const rest = count - occurrences.length;
  const unkept = rest > 0 ? html`<p class="soft">… and ${rest} more</p>` : html``;
  if (others.length === 0) return html`${list(occurrences)}${unkept}`;
  return html`${list(occurrences.slice(0, SHOWN))}
    <details class="others">
      <summary>${counted(others.length, 'more occurrence')}</summary>
      ${list(others)}${unkept}
    </details>`;
}

function occurrence({ found, url, path, exchange }: Occurrence): Html {
  const where = [
    path === undefined ? undefined : html`<code>${path}</code>`,
    url === undefined ? undefined : html`<code>${url}</code>`,
    exchange === undefined ? undefined : html`exchange ${exchange}`,
  ].filter((part) => part !== undefined);
  const places = where.map((part, index) => (index === 0 ? part : html` · ${part}`));
  return html`<li><code class="what">${found}</code><span class="where">${places}</span></li>`;
}
