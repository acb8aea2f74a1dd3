// SPDX-License-Identifier: Apache-2.0
// Holds the style sheet of report pages.
#include "aleator/report/style.h"

namespace aleator::report {

// The chain colours are Okabe and Ito's, which colour-blind readers can tell apart, in two
// brightnesses; contrasts of text are at least 4.5 to 1 in both schemes.
const std::string_view kStyleSheet = R"css(
:root{color-scheme:light dark;--page:#fff;--card:#fafaf8;--ink:#1d2125;--soft:#5b646d;--rule:#dfe2e5;
--blue:#0b6aa8;--bar:#8db9d8;--band:#0b6aa8;--accent:#b5470b;--datum:#b9c0c6;
--good:#0a6b4c;--good-page:#e9f6f0;--good-rule:#8fcdb4;--warn:#8a4b00;--warn-page:#fdf3e1;--warn-rule:#e6b866;
--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#56b4e9;--c5:#c98a00;--c6:#6a51a3;--c7:#5f5f5f}
@media screen and (prefers-color-scheme:dark){:root{--page:#15181b;--card:#1c2024;--ink:#e6e8ea;
--soft:#a2abb3;--rule:#343a40;--blue:#6cb8ee;--bar:#37678a;--band:#6cb8ee;--accent:#ff9a5c;--datum:#59626a;
--good:#7fdcb6;--good-page:#12281f;--good-rule:#2c6a51;--warn:#ffc56b;--warn-page:#2d2310;--warn-rule:#7a5a1d;
--c0:#4fa8e0;--c1:#ff8a3d;--c2:#2fc79b;--c3:#e9a3cb;--c4:#9ad7ff;--c5:#f0c04a;--c6:#b7a1ee;--c7:#b8b8b8}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:1120px;margin:0 auto;padding:2.2rem 1.5rem 3rem}
h1{font-size:1.85rem;line-height:1.2;letter-spacing:-.01em;margin:0 0 .6rem}
h2{font-size:1.2rem;line-height:1.3;margin:2.4rem 0 .7rem;padding-top:.9rem;border-top:1px solid var(--rule)}
p{max-width:46rem;margin:.5rem 0}
a{color:var(--blue)}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.3rem .6rem}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:.4rem 0 0;padding:0;font-size:.92rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;margin:.8rem 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.verdict{margin:1.3rem 0;padding:.85rem 1.15rem;border:1px solid;border-left-width:6px;border-radius:8px;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.verdict.passed{background:var(--good-page);border-color:var(--good-rule)}
.verdict.failed{background:var(--warn-page);border-color:var(--warn-rule)}
.verdict strong.word{font-size:1.08rem}
.passed strong.word{color:var(--good)}
.failed strong.word{color:var(--warn)}
.verdict p{max-width:none;margin:.25rem 0 0}
.verdict ul{margin:.5rem 0;padding-left:1.2rem}
.verdict li{margin:.45rem 0}
.verdict code{white-space:nowrap;font-size:.82rem;color:var(--soft)}
.facts-line{color:var(--soft);font-size:.92rem}
.scroll{overflow-x:auto;border:1px solid var(--rule);border-radius:8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.93rem}
caption{text-align:left;color:var(--soft);padding:.5rem .8rem 0;font-size:.88rem}
th,td{padding:.38rem .8rem;text-align:right;white-space:nowrap}
thead th{color:var(--soft);font-weight:600;border-bottom:1px solid var(--rule)}
tbody th,th:first-child{text-align:left}tbody th{font-weight:600}
tbody tr:nth-child(even){background:var(--card)}
td.spark{padding:.15rem .8rem}td.spark,th[data-fixed]{text-align:left}td.spark svg{width:96px;height:20px}
.tall{max-height:34rem;overflow-y:auto}.tall thead th{position:sticky;top:0;background:var(--page)}
thead button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
thead button:hover{color:var(--blue)}
th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
label.filter{display:block;margin:.6rem 0;font-size:.92rem;color:var(--soft)}
label.filter input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--rule);border-radius:6px;
padding:.2rem .5rem}
pre{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:.8rem 1rem;
font-size:.85rem;line-height:1.45}
td.flag{color:var(--warn);font-weight:700}
.pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:1rem;margin:1rem 0}
.pictures.wide{grid-template-columns:1fr}
figure{margin:0;padding:.5rem;background:var(--card);border:1px solid var(--rule);border-radius:8px;min-width:0}
figcaption{color:var(--soft);font-size:.82rem;padding:0 .4rem .2rem}
svg{display:block;width:100%;height:auto}
svg text{font-size:11px;fill:var(--soft)}
svg .title{font-size:13px;font-weight:600;fill:var(--ink)}
svg .axis,svg .grid,svg .chain,svg .fit,svg .mean,svg .edge,svg .reference{fill:none}
svg .axis{stroke:var(--soft);stroke-width:1}
svg .grid{stroke:var(--rule);stroke-width:1}
svg .bar{fill:var(--bar)}
svg .interval{fill:var(--blue);fill-opacity:.13}
svg .edge{stroke:var(--blue);stroke-width:1;stroke-dasharray:3 3}
svg .mean{stroke:var(--accent);stroke-width:2}
svg .reference{stroke:var(--ink);stroke-width:1;stroke-dasharray:4 3}
svg .chain{stroke-width:.9;stroke-opacity:.75;stroke-linejoin:round}
svg .datum{fill:var(--datum)}
svg .dot{fill:var(--ink);fill-opacity:.6}
svg .mote{fill:var(--blue);fill-opacity:.35}
svg .divergence{fill:var(--accent)}
svg .range{fill:none;stroke:var(--blue);stroke-width:2}
svg .band{fill:var(--band);fill-opacity:.24}
svg .fit{stroke:var(--accent);stroke-width:2.2;stroke-linejoin:round}
svg .c0{stroke:var(--c0)}svg .c1{stroke:var(--c1)}svg .c2{stroke:var(--c2)}svg .c3{stroke:var(--c3)}
svg .c4{stroke:var(--c4)}svg .c5{stroke:var(--c5)}svg .c6{stroke:var(--c6)}svg .c7{stroke:var(--c7)}
footer{margin-top:2.5rem;color:var(--soft);font-size:.85rem}
@media print{main{max-width:none;padding:0}nav,.skip,.filter{display:none}figure,.verdict,tr{break-inside:avoid}
h2{break-after:avoid}.scroll{overflow:visible;max-height:none}.filter{display:none}body{font-size:11pt}}
)css";

}  // namespace aleator::report
