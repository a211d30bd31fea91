import { mkdirSync } from 'node:fs';
import { loadPlugin } from '#catalogue';
import { runClock } from '#kit/clock.ts';
import { startLoad } from './load/start.ts';
import { reconcileVenue } from './reconcile/venue.ts';
const [venueName='reference', rate='200', secs='3', venueOptions='{}', kill=''] = process.argv.slice(2);
const venue:any = await loadPlugin('venue', venueName); const runtime:any=await loadPlugin('runtime','process'); const client:any=await loadPlugin('client',venue.client);
const options = venue.options.parse(JSON.parse(venueOptions));
const runFolder='/tmp/loadbench/run-'+process.pid; mkdirSync(runFolder,{recursive:true});
const events:any[]=[]; const clock=runClock(); const record=(e:any)=>{events.push(e)};
const runId='r'+process.pid;
let t=performance.now(); const lap=(n:string)=>{const x=performance.now();console.log(n,(x-t).toFixed(0)+' ms');t=x};
const environment=await runtime.up({runId,runFolder,topology:venue.topology(options,[]),venue,diskImages:false,upTimeoutMs:10000,onLifecycle:(e:any)=>console.log(e.service,e.event)});
lap('up');
try {
const topology=venue.topology(options,[]);
const mk=(gen:number,id:string,o:any)=>startLoad({gen,load:{id,generator:id,options:o,ratePerSecond:1,seed:7,minSent:.9,minAccepted:.9,minTrades:0},client:{name:venue.client,options:{}},gateways:environment.gateways(),symbols:topology.symbols,runTag:runId,originNs:clock.originNs,record,runId});
const hs=await Promise.all([mk(0,'witness',{rate:Number(rate)}),mk(1,'burst',{rate:80,peak:Number(process.env.PEAK??300),from:1000,length:1000})]); lap('startLoad');
await Promise.all(hs.map(h=>h.begin())); lap('begin'); if(process.env.TWICE) await hs[0]!.deliverTwice(50);
if(kill) setTimeout(()=>process.kill(environment.service(kill).process.pid,'SIGKILL'),Number(secs)*500);
await new Promise(r=>setTimeout(r,Number(secs)*1000));
await Promise.all(hs.map(h=>h.stop())); await Promise.all(hs.map(h=>h.drain(3000))); t=performance.now();
const state:any={plan:{phases:{reconcileMaxMs:15000,upMaxMs:10000},venue:{options,defects:[]}},clock,environment,record,stop:new AbortController().signal,request:{runId,plugins:{venue,client}}};
await reconcileVenue(state,2); lap('reconcile');
await Promise.all(hs.map(h=>h.end()));
} finally { await environment[Symbol.asyncDispose](); lap('down'); }
const sent=new Map<string,any>(); const lat:number[]=[]; const kinds:any={}; const trade0:any={}; const lags:number[]=[];
for(const e of events){kinds[e.type]=(kinds[e.type]??0)+1; if(e.type==='sent')sent.set(e.gen+'.'+e.op,e); if(e.type==='told'){const s=sent.get(e.gen+'.'+e.op); const lane=s.gen===0&&s.lane>=0?['rest','match','cancel'][s.lane%3]:'g'+s.gen+s.kind+s.tif; const k=`${lane}:${e.outcome}:${e.code??''}${lane==='match'&&e.outcome==='accepted'&&!e.quantity?'DRY':''}${e.repeat?' repeat':''}`; kinds[k]=(kinds[k]??0)+1; if(s.lane>=0&&!e.repeat){lat.push((e.atUs-s.intendedUs)/1000);lags.push((s.atUs-s.intendedUs)/1000)}}}
const q=(a:number[],p:number)=>{a.sort((x,y)=>x-y);return a[Math.floor(a.length*p)]?.toFixed(2)};
console.log(kinds); console.log('witness latency p50',q(lat,.5),'p99',q(lat,.99),'lag p50',q(lags,.5),'p99',q(lags,.99));
for (const e of events) if(/read-ended|harness|read-began/.test(e.type)) console.log(JSON.stringify(e));
const orders=events.filter(e=>e.type==='order'&&e.read===0); console.log('open orders',orders.filter(e=>e.status==='open').length,'foreign',orders.filter(e=>e.gen<0).length);
