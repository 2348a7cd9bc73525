/** The look of a report: the colours and measures of the app, dark or light as the reader's system is. */
export const reportStyle = `
:root { color-scheme: dark light; --ground: #111210; --surface: #191a17; --line: #2d2f2a; --edge: #71756b; --ink1: #eceee7;
  --ink2: #a9ada2; --ink3: #82867b; --won: #26a69a; --lost: #ef5350; }
@media (prefers-color-scheme: light) { :root { --ground: #f3f4f0; --surface: #fbfbf9; --line: #dbddd6; --edge: #868a81;
  --ink1: #161714; --ink2: #4d5149; --ink3: #676b62; --won: #00796b; --lost: #c62828; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink1); font: 420 0.9375rem/1.4667 Archivo, system-ui, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; }
main { max-width: 68rem; margin: 0 auto; padding: 24px 16px 44px; }
h1 { font-size: 1.375rem; line-height: 1.75rem; font-weight: 640; letter-spacing: -0.012em; margin: 0; }
h2 { font-size: 0.9375rem; font-weight: 640; margin: 44px 0 8px; }
p { margin: 8px 0; max-width: 44rem; }
p, li, small, figcaption, caption, dt, .span { color: var(--ink2); }
.span { margin: 4px 0 24px; max-width: none; }
.verdict { color: var(--ink1); font-size: 1.375rem; line-height: 1.875rem; font-weight: 560; margin: 0; max-width: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 45%), 1fr)); gap: 20px 16px; margin: 24px 0 0; }
dt { font-size: 0.8125rem; line-height: 1.125rem; }
dd { margin: 0; font-size: 1.375rem; line-height: 1.625rem; font-weight: 580; letter-spacing: -0.006em; }
small { display: block; font-size: 0.75rem; line-height: 1rem; font-weight: 450; letter-spacing: 0; margin-top: 2px; }
figure { margin: 20px 0 0; }
figcaption, caption { font-size: 0.8125rem; line-height: 1.125rem; text-align: left; padding-bottom: 8px; }
.plot { position: relative; padding-right: 5.5rem; }
.plot svg { display: block; width: 100%; overflow: visible; border-bottom: 1px solid var(--line); }
.plot path { fill: none; vector-effect: non-scaling-stroke; }
.plot path.equity { stroke: var(--ink1); stroke-width: 1.75; stroke-linejoin: round; }
.plot path.fall { fill: var(--lost); fill-opacity: 0.18; stroke: var(--lost); stroke-width: 1; }
.plot path.price { stroke: var(--edge); stroke-width: 1; }
.plot path.trade { stroke-width: 3; stroke-linecap: round; }
.plot path.entry { stroke-width: 6; stroke-linecap: round; }
.plot path.outcome { stroke-width: 2; }
path.zero { fill: none; stroke: var(--edge); stroke-width: 1; }
.plot path.zero { stroke-dasharray: 3 3; }
.plot path.won { stroke: var(--won); } .plot path.lost { stroke: var(--lost); }
rect.won, circle.won { fill: var(--won); } rect.lost, circle.lost { fill: var(--lost); }
.mark { position: absolute; right: 0; width: 5rem; height: 0; font-size: 0.75rem; line-height: 1rem; color: var(--ink3); }
.mark span { position: absolute; left: 0; top: -0.5rem; white-space: nowrap; }
.under { position: relative; height: 1.25rem; font-size: 0.75rem; line-height: 1rem; color: var(--ink3); }
.under span { position: absolute; top: 4px; transform: translateX(-50%); white-space: nowrap; }
.under span:first-child { transform: none; } .under span:last-child { transform: translateX(-100%); }
.wide, .scroll { overflow-x: auto; position: relative; } .wide > div { min-width: 150rem; padding-bottom: 8px; }
.scroll { background: linear-gradient(90deg, var(--ground) 30%, transparent) 0 0 / 2.5rem 100% no-repeat local,
  linear-gradient(-90deg, var(--ground) 30%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
  linear-gradient(90deg, var(--line), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
  linear-gradient(-90deg, var(--line), transparent) 100% 0 / 0.75rem 100% no-repeat scroll; }
.wide:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--ink1); outline-offset: 3px; }
table { border-collapse: collapse; width: 100%; font-size: 0.8125rem; line-height: 1.125rem; margin-top: 20px; }
th, td { padding: 7px 0 7px 16px; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); font-weight: 430; }
th:first-child { padding-left: 0; text-align: left; } tbody th { font-weight: 620; }
thead th { color: var(--ink3); font-size: 0.75rem; border-top: 0; }
.few th, .few td { color: var(--ink3); font-weight: 430; } .few .range { opacity: 0.55; }
.word { text-align: left; }
.range { display: block; width: 120px; height: 16px; margin-left: auto; } .whisker { stroke: var(--ink2); stroke-width: 1; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
details { border-top: 1px solid var(--line); margin-top: 20px; } details + details { margin-top: 0; }
summary { padding: 12px 0; min-height: 44px; font-weight: 620; cursor: pointer; }
.when { font-weight: 430; color: var(--ink2); margin-left: 0.6em; white-space: nowrap; }
details > *:last-child { margin-bottom: 20px; }
ul { padding-left: 1.2rem; margin: 8px 0; max-width: 44rem; }
@media (max-width: 40rem) { tbody th { white-space: normal; min-width: 6.5rem; } th, td { padding-left: 12px; } }
@media print { .wide > div { min-width: 0; } }
`;
