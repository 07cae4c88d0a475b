/** The look of a receipt: light and dark by the reader's system, and black on white on paper. */
export const receiptStyle = `
:root { color-scheme: light dark; --text: #1d2327; --faint: #59636b; --line: #d5dade; --bad: #a4262c; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e8eb; --faint: #a3adb5; --line: #3b444b; --bad: #ff9a9e; --page: #15191c; }
}
@media print {
  :root { color-scheme: light; --text: #000; --faint: #444; --line: #999; --bad: #800; --page: #fff; }
  h2 { break-after: avoid; } tr { break-inside: avoid; }
}
body { margin: 2rem auto; padding: 0 1.5rem; max-width: 62rem; background: var(--page); color: var(--text);
  font: 14px/1.5 Inter, system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .faint { color: var(--faint); } .failed { color: var(--bad); font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 0; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--faint); font-weight: 500; } td.time, td.number { white-space: nowrap;
  font-variant-numeric: tabular-nums; }
code { font: 12px/1.5 "JetBrains Mono", ui-monospace, monospace; overflow-wrap: anywhere; }
`
