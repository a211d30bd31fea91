/**
 * The page's only style sheet. Colours for ok, bad and unknown stay apart for colour-blind eyes
 * (blue-green, vermilion, violet: they differ in blue and in lightness) and reach 4.5:1 on both
 * papers.
 */
export const light = `--paper:#fff;--ink:#1a1e23;--quiet:#5a636e;--line:#e1e4e8;--panel:#f6f7f9;
--ok:#00695a;--ok-soft:#e2f1ee;--bad:#b33600;--bad-soft:#fbe9e1;--unknown:#5a4bad;--unknown-soft:#eceaf8;
--blue:#2166ac;--blue-odd:#5b7fa6;--grid:#eceef1;--edge:#c3c9d0`;
export const dark = `--paper:#121518;--ink:#e4e7ea;--quiet:#9aa5b1;--line:#2c3239;--panel:#1a1e23;
--ok:#45c4a6;--ok-soft:#12302a;--bad:#ff8f5f;--bad-soft:#3b2015;--unknown:#b4a8ff;--unknown-soft:#262142;
--blue:#74b1ea;--blue-odd:#9fb6cc;--grid:#22272d;--edge:#454d56`;

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
nav{display:flex;flex-wrap:wrap;gap:2px 20px;margin:26px 0 0;padding:9px 0;font-size:13px;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}nav a{text-decoration:none}nav a:hover{text-decoration:underline}nav .bad{color:var(--bad);font-weight:600}
.brand{font-weight:650;color:var(--ink);margin-right:4px}
.icon{width:1em;height:1em;vertical-align:-.12em;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round;flex:none}
.icon .fill{stroke-width:1}
.ok{--tone:var(--ok);--soft:var(--ok-soft)}.bad{--tone:var(--bad);--soft:var(--bad-soft)}
.unknown{--tone:var(--unknown);--soft:var(--unknown-soft)}.quiet{--tone:var(--quiet);--soft:var(--panel)}
.mark{color:var(--tone);font-weight:600;font-size:13px;white-space:nowrap}.mark .icon{margin-right:5px;color:var(--tone)}
.verdict{display:grid;grid-template-columns:auto minmax(0,1fr);gap:8px 28px;align-items:start;margin:18px 0 0;padding:18px 24px;background:var(--soft);border:2px solid var(--tone);border-left-width:8px;border-radius:6px}
.word{display:flex;align-items:center;gap:12px;font-size:32px;line-height:1.15;font-weight:750;letter-spacing:.01em;color:var(--tone);margin:0}
.v-pass{border-color:transparent;border-left-color:var(--tone)}
.v-violation{background:var(--bad);border-color:var(--bad);color:var(--paper)}.v-violation .word{color:var(--paper)}.v-violation a,.v-violation summary{color:var(--paper)}
.v-inconclusive{border-style:dashed;border-left-width:2px}.v-stopped{border-style:dotted;border-left-width:2px;border-width:3px}
.v-broken{border-left-width:2px;background:repeating-linear-gradient(135deg,var(--soft) 0 14px,var(--panel) 14px 28px)}
.answer{font-size:16px;margin:3px 0 0}
.verdict ul{margin:10px 0 0;padding-left:18px}.verdict li{margin:2px 0}
.alarm{margin:10px 0 0;padding:10px 22px;border-left:6px solid var(--tone);background:var(--soft);border-radius:4px}
.cards{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;margin:22px 0 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.card{padding:14px 18px 12px;border-left:1px solid var(--line)}.card:first-child{border-left:0;padding-left:0}
.card h2{font-size:13px;margin:0;color:var(--quiet);font-weight:500}
.card .value{font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:2px 0}
.card .value small{font-size:14px;font-weight:500;color:var(--quiet)}
.card p{font-size:13px;margin:2px 0}
.first{margin:20px 0 0}.first h2{font-size:13px;margin:0 0 6px;font-weight:650}.broke{list-style:none;margin:0;padding:0}.broke li{display:flex;gap:9px;margin:0 0 6px}.broke .icon{margin-top:4px;color:var(--tone)}.repeat p{margin:6px 0 0}.reason{margin:8px 0 0}
pre{margin:4px 0 0;padding:10px 14px;background:var(--panel);border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;user-select:all}pre span{display:inline-block;max-width:100%}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:0 40px}
article{margin:0 0 28px}.fault{border-top:1px solid var(--line);padding:4px 0 0}.fault+.fault{margin-top:-8px}.fault h3 .quiet{font-size:14px}
.times{display:grid;grid-template-columns:repeat(5,1fr);list-style:none;margin:10px 0;padding:0}.times li{position:relative;border-top:2px solid var(--edge);padding:9px 8px 0 0}
.times li::before{content:"";position:absolute;top:-6px;left:0;width:10px;height:10px;border-radius:50%;background:var(--paper);border:2px solid var(--quiet)}.times li:nth-child(3)::before{background:var(--bad);border-color:var(--bad)}.times li:nth-child(5)::before{background:var(--ok);border-color:var(--ok)}
.times span,.times b{display:block;font-size:13px}.times span{color:var(--quiet)}.times b{font-size:15px;font-weight:600}
.lost{border-bottom:1px solid var(--grid);margin:0;padding:3px 0}.lost summary{color:var(--ink)}.lost summary code{font-weight:600;margin-right:8px}.lost summary span{margin-right:8px}.more>summary{padding:6px 0}
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
.split{display:block;width:100%;height:14px;margin:6px 0 0;border-radius:2px}.box{display:inline-block;width:10px;height:10px;margin-right:7px;border-radius:2px}
.s1{fill:var(--quiet);background:var(--quiet)}.s2{fill:var(--bad);background:var(--bad)}.s3{fill:var(--unknown);background:var(--unknown)}.s4{fill:var(--blue);background:var(--blue)}
@media(max-width:820px){table{min-width:960px}.verdict{grid-template-columns:1fr}.cards{grid-auto-flow:row;grid-template-columns:1fr 1fr}.columns{grid-template-columns:1fr}.card:nth-child(odd){border-left:0;padding-left:0}.card:nth-child(n+3){border-top:1px solid var(--line)}}
@media(max-width:520px){main{padding:16px 14px 40px}.cards{grid-template-columns:1fr}.card{border-left:0;padding:10px 0}.card+.card{border-top:1px solid var(--line)}.word{font-size:26px}.times{grid-template-columns:1fr 1fr}.times li{margin-bottom:8px}.facts{columns:1}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{:root{${light}}body{font-size:10pt}main{max-width:none;padding:0}nav{display:none}h2{margin-top:20px;break-after:avoid}
.scroll{overflow:visible}table{font-size:8.5pt;min-width:0}.figure{min-width:24%}thead th,tbody th,.number,.figure{white-space:normal}tr,article .columns>div,.verdict,.cards,figure{break-inside:avoid}
.verdict,.alarm,.times li::before{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.box,.split{print-color-adjust:exact;-webkit-print-color-adjust:exact}.columns{grid-template-columns:1fr 1fr}
details::details-content{content-visibility:visible;block-size:auto}}`;
