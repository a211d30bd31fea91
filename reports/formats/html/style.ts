/**
 * The page's only style sheet. Colours for ok, bad and unknown stay apart for colour-blind eyes
 * (blue-green, vermilion, violet: they differ in blue and in lightness) and reach 4.5:1 on both
 * papers.
 */
export const light = `--paper:#fff;--ink:#1a1e23;--quiet:#5a636e;--line:#e1e4e8;--panel:#f6f7f9;
--ok:#00695a;--ok-soft:#e2f1ee;--bad:#b33600;--bad-soft:#fbe9e1;--unknown:#5a4bad;--unknown-soft:#eceaf8;
--blue:#2166ac;--grid:#eceef1`;
export const dark = `--paper:#121518;--ink:#e4e7ea;--quiet:#9aa5b1;--line:#2c3239;--panel:#1a1e23;
--ok:#45c4a6;--ok-soft:#12302a;--bad:#ff8f5f;--bad-soft:#3b2015;--unknown:#b4a8ff;--unknown-soft:#262142;
--blue:#74b1ea;--grid:#22272d`;

export const style = `:root{color-scheme:light dark;${light}}
@media(prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1120px;margin:0 auto;padding:28px 24px 64px}
h1{font-size:24px;line-height:1.25;margin:2px 0 4px;font-weight:650;letter-spacing:-.01em}
h2{font-size:17px;margin:44px 0 12px;font-weight:650}
h3{font-size:15px;margin:20px 0 8px;font-weight:650}
h4{font-size:13px;margin:16px 0 4px;font-weight:650}
p{margin:0 0 6px}
.quiet{color:var(--quiet);font-weight:400}
.small,td .quiet,th .quiet{font-size:13px}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
a{color:var(--blue)}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
nav{margin:0 0 20px;font-size:13px}nav a{margin-right:14px}
.icon{width:1em;height:1em;vertical-align:-.12em;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round;flex:none}
.icon .fill{stroke-width:1}
.ok{--tone:var(--ok);--soft:var(--ok-soft)}.bad{--tone:var(--bad);--soft:var(--bad-soft)}
.unknown{--tone:var(--unknown);--soft:var(--unknown-soft)}.quiet{--tone:var(--quiet);--soft:var(--panel)}
.mark{color:var(--tone);font-weight:600;font-size:13px;white-space:nowrap}.mark .icon{margin-right:5px;color:var(--tone)}
.verdict{margin:18px 0 0;padding:18px 22px;background:var(--soft);border-left:6px solid var(--tone);border-radius:4px}
.word{display:flex;align-items:center;gap:12px;font-size:34px;line-height:1.1;font-weight:750;letter-spacing:.01em;color:var(--tone);margin:0 0 8px}
.answer{font-size:17px;margin:0}
.verdict ul{margin:10px 0 0;padding-left:18px}.verdict li{margin:2px 0}
.alarm{margin:10px 0 0;padding:10px 22px;border-left:6px solid var(--tone);background:var(--soft);border-radius:4px}
.cards{display:grid;grid-template-columns:repeat(4,1fr);margin:22px 0 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.card{padding:14px 18px 12px;border-left:1px solid var(--line)}.card:first-child{border-left:0;padding-left:0}
.card h2{font-size:13px;margin:0;color:var(--quiet);font-weight:500}
.card .value{font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:2px 0}
.card .value small{font-size:14px;font-weight:500;color:var(--quiet)}
.card p{font-size:13px;margin:2px 0}
.repeat h2{font-size:13px;margin:18px 0 4px;font-weight:650}.repeat ul{margin:0;padding-left:18px}.reason{margin:8px 0 0}
pre{margin:4px 0 0;padding:10px 14px;background:var(--panel);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;user-select:all}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
.measure{font-size:19px;font-weight:650;margin:0}
dl{margin:8px 0 0}
.facts{columns:2;column-gap:40px;font-size:13px}.columns .facts{columns:1}
.facts div{display:flex;justify-content:space-between;gap:16px;padding:3px 0;border-bottom:1px solid var(--grid);break-inside:avoid}
dt{color:var(--quiet)}dd{margin:0;text-align:right}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;min-width:760px;font-size:14px}
th,td{overflow-wrap:break-word}
th,td{padding:7px 14px 7px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-size:12px;font-weight:500;color:var(--quiet);white-space:nowrap}
tbody th{font-weight:600;white-space:nowrap}
td.number,th.number{text-align:right;white-space:nowrap}
.figure{white-space:nowrap;font-weight:600}.limit{color:var(--quiet);font-weight:400}.limit::before{content:"("}.limit::after{content:")"}
details{margin:4px 0 0;font-size:13px}summary{cursor:pointer;color:var(--quiet)}
details ol{margin:4px 0;padding-left:22px}details p{margin:4px 0;color:var(--quiet)}
.scroll{margin:0}.timeline{display:block;width:100%;min-width:860px;height:auto}
.timeline text{font:11px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--ink);font-variant-numeric:tabular-nums}
.timeline .faint{fill:var(--quiet)}.timeline .end{text-anchor:end}.timeline .mid{text-anchor:middle}.timeline .tiny{font-size:9.5px}
.t-grid{stroke:var(--grid);fill:none}.t-phase{stroke:var(--line);stroke-dasharray:3 3}.t-shade{fill:var(--bad-soft);opacity:.55}
.t-box{fill:var(--panel);stroke:var(--line)}.t-base{fill:var(--grid)}
.t-fault{fill:var(--bad)}.t-line{stroke:var(--bad);stroke-width:1.5;fill:none}.t-hatch{fill:url(#hatch)}
.t-back{fill:none;stroke:var(--ink);stroke-width:1.2}
.t-leader{fill:var(--blue)}.t-odd{opacity:.62}.timeline .on{fill:var(--paper)}
.t-p99{stroke:var(--bad);stroke-width:1.6;fill:none;stroke-linejoin:round;stroke-linecap:round}
.t-p50{stroke:var(--blue);stroke-width:1.6;fill:none;stroke-linejoin:round;stroke-linecap:round}
.t-accepted{fill:var(--ok);opacity:.75}.t-rejected{fill:var(--ink)}.t-indeterminate{fill:var(--unknown)}
.t-lag{stroke:var(--quiet);stroke-width:1.3;fill:none;stroke-linecap:round}
.legend{margin:8px 0 0}.key{margin-right:14px;white-space:nowrap}.key svg{margin-right:5px;vertical-align:-1px}
.split{display:block;width:100%;height:14px;margin:6px 0 0;border-radius:2px}.box{display:inline-block;width:10px;height:10px;margin-right:7px;border-radius:2px}
.s1{fill:var(--quiet);background:var(--quiet)}.s2{fill:var(--bad);background:var(--bad)}.s3{fill:var(--unknown);background:var(--unknown)}.s4{fill:var(--blue);background:var(--blue)}
.hatch{stroke:var(--bad);stroke-width:2}
@media(max-width:820px){table{min-width:960px}.cards,.columns{grid-template-columns:1fr 1fr}.columns{grid-template-columns:1fr}.card:nth-child(odd){border-left:0;padding-left:0}.card:nth-child(n+3){border-top:1px solid var(--line)}}
@media(max-width:520px){main{padding:16px 14px 40px}.cards{grid-template-columns:1fr}.card{border-left:0;padding:10px 0}.card+.card{border-top:1px solid var(--line)}.word{font-size:28px}.facts{columns:1}}
@media print{:root{${light}}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}h2{margin-top:20px;break-after:avoid}
.scroll{overflow:visible}.timeline{min-width:0}table{font-size:8.5pt;min-width:0}.figure{min-width:24%}thead th,tbody th,.number,.figure{white-space:normal}tr,article .columns>div,.verdict,.cards,figure{break-inside:avoid}
.verdict,.alarm,.t-fault,.t-accepted,.t-leader,.t-shade{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.box,.split{print-color-adjust:exact;-webkit-print-color-adjust:exact}.columns{grid-template-columns:1fr 1fr}
details::details-content{content-visibility:visible;block-size:auto}}`;
