/** How the report looks: on wide and narrow screens, light and dark, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --text: #1d2530; --soft: #5b6675; --line: #dde2e8;
  --error: #c62f2f; --warning: #a86400; --note: #2f6bb8; --passed: #23804a; --none: #c9d0d8;
  --code: #eef1f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14181d; --card: #1d232a; --text: #e4e9ef; --soft: #9aa6b3; --line: #323b45;
    --error: #ff8078; --warning: #e9b04a; --note: #7db4f5; --passed: #5fcb8b; --none: #4a5561;
    --code: #29313a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; overflow-wrap: break-word; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
p { margin: .35rem 0; }
code { font: .87em/1.45 ui-monospace, "SF Mono", Consolas, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; }
.verdict { margin-top: 1.25rem; border-left: 6px solid var(--passed); font-size: 1.1rem; font-weight: 600; }
.verdict.error, .verdict.not-done { border-left-color: var(--error); }
.verdict.warning { border-left-color: var(--warning); }
.verdict.note { border-left-color: var(--note); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin-top: .75rem; }
.tile { padding: .75rem 1rem; }
.tile b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tile.error b { color: var(--error); } .tile.warning b { color: var(--warning); }
.tile.note b { color: var(--note); } .tile.passed b { color: var(--passed); }
.came { font-size: 1rem; margin: .9rem 0 0; }
.tile.zero b { color: var(--soft); font-weight: 400; }
.rows > * + * { border-top: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 10rem 1fr 16rem; gap: .15rem 1rem; align-items: center; padding: .5rem 0; }
.row .told { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.row svg { width: 100%; height: 12px; display: block; border-radius: 6px; overflow: hidden; }
.fill-error { fill: var(--error); } .fill-warning { fill: var(--warning); }
.fill-note { fill: var(--note); } .fill-passed { fill: var(--passed); }
.fill-none { fill: var(--none); opacity: .45; } .fill-soft { fill: var(--note); opacity: .4; }
.is-error { color: var(--error); } .is-warning { color: var(--warning); } .is-note { color: var(--note); }
.is-passed { color: var(--passed); }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; font-size: .87rem; color: var(--soft); margin: .6rem 0 0; }
.legend svg { width: .8em; height: .8em; margin-right: .35em; }
.finding { margin-top: .75rem; padding: 0; overflow: hidden; border-left: 6px solid var(--note); }
.finding.error { border-left-color: var(--error); } .finding.warning { border-left-color: var(--warning); }
.finding > summary { cursor: pointer; padding: .8rem 1.25rem; display: flex; flex-wrap: wrap; gap: .1rem .75rem; align-items: baseline; }
.finding > summary code { font-size: 1rem; font-weight: 600; }
.finding > summary .expected { flex-basis: 100%; }
.finding .inside { padding: 0 1.25rem 1rem; }
.chip { font-size: .75rem; font-weight: 600; text-transform: uppercase; letter-spacing: .04em; }
.mend { background: var(--code); border-radius: 8px; padding: .6rem .9rem; margin: .5rem 0; }
.found { margin: .75rem 0 0; padding: 0; list-style: none; }
.found li { padding: .5rem 0; border-top: 1px solid var(--line); }
.found .what { display: block; background: none; white-space: pre-wrap; }
.found .where { font-size: .87rem; color: var(--soft); overflow-wrap: anywhere; }
details.others { padding: .4rem 0; } details.others > summary { cursor: pointer; }
details.rules { margin-top: .5rem; } details.rules > summary { cursor: pointer; }
details.rules ul { columns: 22rem; padding-left: 1.2rem; margin: .5rem 0 0; font-size: .9rem; }
footer { margin-top: 3rem; font-size: .87rem; color: var(--soft); }
@media (max-width: 40rem) {
  main { padding: 1.25rem .75rem 3rem; }
  .row { grid-template-columns: 1fr auto; } .row .told { white-space: normal; }
  .row svg { grid-column: 1 / -1; grid-row: 2; }
  .card { padding: .8rem .9rem; } .finding { padding: 0; }
  .finding > summary, .finding .inside { padding-left: .9rem; padding-right: .9rem; }
}
@media print {
  :root { --page: #fff; }
  body { font-size: 11px; } main { max-width: none; padding: 0; }
  .finding, .row, .tile { break-inside: avoid; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
