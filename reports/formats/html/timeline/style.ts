/**
 * The style of the timeline; its colours are those of the page. What uPlot needs is here too: its
 * own style sheet also styles what this page does not use.
 */
export const timelineStyle = `
.tl{--gutter:136px;--side:60px;--accepted:color-mix(in srgb,var(--ok) 62%,var(--paper));--rejected:color-mix(in srgb,var(--ink) 80%,var(--paper));--indeterminate:var(--unknown)}
.tl button,.peek-bar button,.repeat button{font:inherit;font-size:13px;line-height:1.4;color:var(--ink);background:var(--panel);border:1px solid var(--edge);border-radius:5px;padding:3px 10px;cursor:pointer}
.tl button:hover:not(:disabled),.peek-bar button:hover,.repeat button:hover{border-color:var(--quiet)}.tl button:disabled{color:var(--quiet);cursor:default;opacity:.6}
.tl-tools{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 6px}.tl-buttons{display:inline-flex;gap:4px;margin-left:auto}.tl-tools[hidden]{display:none}
.tl-readout{min-height:1.5em;margin:0 0 8px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.tl-rows{position:relative;touch-action:pan-y;user-select:none;-webkit-user-select:none;cursor:crosshair}
.tl-ground,.tl-front{position:absolute;left:var(--gutter);top:0;width:calc(100% - var(--gutter) - var(--side));height:calc(100% - 20px);overflow:hidden;pointer-events:none}
.tl-group{position:relative;margin:0 0 14px}
.tl-row{display:grid;grid-template-columns:var(--gutter) minmax(0,1fr) var(--side);align-items:center;margin:0 0 2px}
.tl-name{font-size:12px;text-align:right;padding-right:10px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis;color:var(--quiet)}.tl-name b{color:var(--ink);font-weight:600}
.tl-side{font-size:11px;padding-left:8px;color:var(--quiet);white-space:nowrap}
.tl-lane{margin:0}.tl-lane .tl-name,.tl-lane .tl-side{font-size:11px;line-height:12px}
.tl-strip{display:block;width:100%;overflow:hidden;position:relative}.tl-strip text,.tl-ticks text{font-size:11px;fill:var(--ink)}
.tl-strip .faint,.tl-ticks text{fill:var(--quiet)}.tl-strip .on{fill:var(--paper)}.t-none+text{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.point{overflow:visible}.tl-axis{margin:0;height:20px}.tl-ticks{display:block;width:100%;height:20px;overflow:visible}
.tl-caption{margin:0 var(--side) 0 var(--gutter);font-size:12px;font-weight:600;line-height:1.6}.tl-caption .quiet{font-weight:400}
.tl-chart{position:relative;height:128px}.tl-chart[data-chart=operations]{height:104px}.tl-chart[data-chart=lag]{height:48px}
.key{margin-left:12px;white-space:nowrap;font-weight:400}.key i{display:inline-block;width:14px;height:10px;margin-right:5px;border-radius:1px}.tl-keys{margin:12px 0 2px}.tl-keys .key:first-child{margin-left:0}
.k-p99,.k-p50{height:0!important;vertical-align:4px;border-top:2px solid var(--bad)}.k-p50{border-top:2px dashed var(--blue)}
.k-accepted{background:var(--accepted)}.k-rejected{background:var(--rejected)}.k-indeterminate{background:var(--indeterminate)}.k-fault{background:var(--bad)}.k-shade{background:var(--bad-soft)}
.k-hatch{background:repeating-linear-gradient(135deg,var(--bad) 0 2px,transparent 2px 5px)}
.tl-grid line{stroke:var(--grid)}.t-phase{stroke:var(--edge);stroke-dasharray:3 3}.t-shade{fill:var(--bad-soft);opacity:.6}
.t-box{fill:var(--panel);stroke:var(--line)}.t-base{fill:var(--grid)}.t-fault{fill:var(--bad)}.t-hatch{fill:url(#hatch)}.hatch{stroke:var(--bad);stroke-width:2}
.t-stroke{stroke:var(--bad);stroke-width:2;fill:none}.t-back{fill:var(--ink)}.t-end{stroke:var(--ink);stroke-width:1.5;fill:none}
.t-leader{fill:var(--blue)}.t-odd{fill:var(--blue-odd)}.t-none{fill:url(#hatch)}.t-lost{fill:var(--bad);stroke:var(--paper);stroke-width:1}
.hit{fill:transparent;stroke:transparent;stroke-width:8;pointer-events:all}.tl a{cursor:pointer}.tl a:focus{outline:none}
.tl a:hover .hit{fill:var(--bad-soft)}.tl a:focus-visible .hit{stroke:var(--blue);stroke-width:3;fill:var(--bad-soft)}
.tl-selection{fill:var(--blue);fill-opacity:.16}.tl-hair{stroke:var(--quiet);stroke-width:1}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.numbers{margin:14px 0 0;font-size:14px}.numbers table{min-width:0}.numbers .scroll{max-height:340px;overflow:auto}
.uplot{position:relative}.u-wrap{position:relative;user-select:none}.u-over,.u-under,.u-axis{position:absolute}.u-under{overflow:hidden}.uplot canvas{display:block;position:relative;width:100%;height:100%}.u-over,.u-legend{pointer-events:none}
#peek{position:fixed;margin:0;width:min(600px,calc(100vw - 16px));max-height:min(560px,calc(100vh - 16px));padding:0;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:8px;box-shadow:0 12px 40px rgb(0 0 0/.28);overflow:hidden}
#peek:popover-open{display:flex;flex-direction:column}
.peek-bar{display:flex;gap:6px;align-items:center;padding:8px 10px;border-bottom:1px solid var(--line)}.peek-close{margin-left:auto}
.peek-body{overflow:auto;padding:6px 18px 16px}.peek-body article{margin:0;padding:0;border:0}.peek-body table{min-width:0}.peek-body .facts{columns:1}
@media(max-width:700px){.tl{--gutter:104px;--side:0px}.tl-side{display:none}.tl-name{font-size:11px;padding-right:6px}.tl-lane .tl-name{font-size:10px}}
@media print{.tl-tools,.tl-readout,#peek{display:none}.numbers .scroll{max-height:none}.repeat button,#timeline-help{display:none}.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}.tl-group{break-inside:avoid}.tl-rows *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}`;
