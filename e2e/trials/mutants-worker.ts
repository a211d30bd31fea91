import { parentPort, workerData } from 'node:worker_threads';
import { killInThisThread, type MutantOptions } from './mutants.ts';

parentPort?.postMessage(await killInThisThread(workerData as MutantOptions));
