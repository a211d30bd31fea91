import { exitCodes } from '#kit/errors.ts';
import { calibration, measureNoiseFloor, storeNoiseFloor } from '#run/noise-floor.ts';
import type { CliCommand } from '../command.ts';
import { type Finding, findAll } from '../doctor/findings.ts';

/** Exits 0 unless something is missing without which nothing runs. */
export default {
  summary: 'Say what this machine can do, and how to get what it cannot.',
  configure(command) {
    command.option('--calibrate', 'measure the noise floor of this machine (about 7 s)');
    command.option('--json', 'machine-readable');
  },
  async run(_args, options) {
    if (options.calibrate) {
      const seconds = (calibration.durationMs + calibration.warmupMs) / 1_000;
      process.stderr.write(`Trading ${seconds} s with a server that does nothing.\n`);
      const file = await storeNoiseFloor(await measureNoiseFloor(calibration));
      process.stderr.write(`Stored in ${file}\n`);
    }
    const findings = await findAll();
    if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    else process.stdout.write(findings.map(lineOf).join(''));
    const fit = findings.every((finding) => finding.found || !finding.required);
    return fit ? exitCodes.pass : exitCodes.unavailable;
  },
} satisfies CliCommand;

function lineOf({ what, found, where, cure }: Finding): string {
  const said = [where, cure].filter((text) => text !== undefined).join('; ');
  return `${found ? 'yes' : 'no '}  ${what.padEnd(16)} ${said}\n`;
}
