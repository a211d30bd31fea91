import type { RunReport } from './run.ts';
import type { SuiteReport } from './suite.ts';

/** A report plugin: `reports/formats/<name>.ts`: the verdict told to one kind of reader. */
export interface ReportPlugin {
  readonly summary: string;
  /** Written after every run, or only when `--reporter` names it. */
  readonly always: boolean;
  /**
   * Writes its files below `folder`; returns their names. One failing report never stops the
   * others.
   */
  write(result: RunReport, folder: string): Promise<readonly string[]>;
  /**
   * Tells several runs as one, below `folder`. `readRun` gives one run of the suite at a time, so
   * that a long night need not fit into memory.
   */
  writeSuite?(
    suite: SuiteReport,
    folder: string,
    readRun: (id: string) => Promise<RunReport>,
  ): Promise<readonly string[]>;
}

export function defineReport(plugin: ReportPlugin): ReportPlugin {
  return plugin;
}
