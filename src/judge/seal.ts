import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '#kit/canonical.ts';

export const manifestFile = 'manifest.json';
const chunkBytes = 1 << 20;

/** Digest of a file, and of each mebibyte of it, so that a change can be placed. */
interface SealedFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly chunks: readonly string[];
}

interface Manifest {
  readonly schema: 'proofhouse.manifest/1';
  readonly files: Readonly<Record<string, SealedFile>>;
}

/** Data folders of the venue are its own business; everything else of a run is evidence. */
const unsealed = new Set(['data', manifestFile]);

/** Writes manifest.json over everything in the run's folder. */
export async function sealRun(runFolder: string): Promise<void> {
  const files: Record<string, SealedFile> = {};
  for (const name of await evidenceFiles(runFolder)) {
    files[name] = await digestFile(path.join(runFolder, name));
  }
  const manifest: Manifest = { schema: 'proofhouse.manifest/1', files };
  await writeFile(path.join(runFolder, manifestFile), `${canonicalJson(manifest)}\n`);
}

/**
 * What is not as it was sealed, one sentence each with the place: the file, and for a file whose
 * length still fits, the first mebibyte that differs with its lines. Empty if the seal holds.
 */
export async function brokenSeals(runFolder: string): Promise<string[]> {
  const text = await readFile(path.join(runFolder, manifestFile), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const broken: string[] = [];
  const present = new Set(await evidenceFiles(runFolder));
  for (const [name, sealed] of Object.entries(manifest.files)) {
    if (!present.has(name)) {
      broken.push(`${name}: sealed, but it is no longer there`);
      continue;
    }
    const now = await digestFile(path.join(runFolder, name));
    if (now.sha256 === sealed.sha256) continue;
    broken.push(`${name}: ${await placeOf(path.join(runFolder, name), sealed, now)}`);
  }
  for (const name of present) {
    if (!(name in manifest.files)) broken.push(`${name}: was not there when the run was sealed`);
  }
  return broken;
}

async function placeOf(file: string, sealed: SealedFile, now: SealedFile): Promise<string> {
  const length =
    now.bytes === sealed.bytes ? '' : `; ${sealed.bytes} bytes sealed, ${now.bytes} now`;
  const chunk = sealed.chunks.findIndex((digest, index) => digest !== now.chunks[index]);
  const from = Math.max(0, chunk) * chunkBytes;
  const to = Math.min(from + chunkBytes, now.bytes);
  const firstLine = 1 + (await lineFeedsBefore(file, from));
  const lastLine = 1 + (await lineFeedsBefore(file, to));
  return `changed in bytes ${from} to ${to}, lines ${firstLine} to ${lastLine}${length}`;
}

async function lineFeedsBefore(file: string, offset: number): Promise<number> {
  if (offset === 0) return 0;
  let count = 0;
  for await (const chunk of createReadStream(file, { end: offset - 1 })) {
    for (const byte of chunk as Buffer) if (byte === 10) count += 1;
  }
  return count;
}

async function digestFile(file: string): Promise<SealedFile> {
  const whole = createHash('sha256');
  const chunks: string[] = [];
  let bytes = 0;
  let chunk = createHash('sha256');
  let filled = 0;
  for await (const data of createReadStream(file, { highWaterMark: chunkBytes })) {
    let piece = data as Buffer;
    whole.update(piece);
    bytes += piece.length;
    while (piece.length > 0) {
      const taken = piece.subarray(0, chunkBytes - filled);
      chunk.update(taken);
      filled += taken.length;
      piece = piece.subarray(taken.length);
      if (filled < chunkBytes) continue;
      chunks.push(chunk.digest('hex'));
      chunk = createHash('sha256');
      filled = 0;
    }
  }
  if (filled > 0) chunks.push(chunk.digest('hex'));
  return { sha256: whole.digest('hex'), bytes, chunks };
}

async function evidenceFiles(runFolder: string): Promise<string[]> {
  const entries = await readdir(runFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(runFolder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !unsealed.has(name.split(path.sep)[0] ?? ''))
    .sort();
}
