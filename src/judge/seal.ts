import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson } from '#kit/canonical.ts';
import { exitCodes, messageOf, ProofhouseError } from '#kit/errors.ts';

export const manifestSchema = 'proofhouse.manifest/1';
export const manifestFile = 'manifest.json';
const chunkBytes = 1 << 20;
const lineFeed = 10;

/** A sealed file. Files above a chunk also carry a digest a chunk, so that damage can be placed. */
export interface SealedFile {
  readonly sha256: string;
  readonly bytes: number;
  /** sha256 of each MiB with the number of its first line; for files larger than one MiB. */
  readonly chunks?: readonly (readonly [sha256: string, firstLine: number])[];
}

export interface Manifest {
  readonly schema: typeof manifestSchema;
  readonly files: Readonly<Record<string, SealedFile>>;
}

/** Where a file differs from its seal. */
export interface SealBreak {
  readonly file: string;
  readonly because: string;
}

/** Writes `manifest.json` over every file of the run's folder, links left out. */
export async function sealRun(runFolder: string): Promise<Manifest> {
  const files: Record<string, SealedFile> = {};
  for (const file of await filesBelow(runFolder)) {
    files[file] = await digestFile(path.join(runFolder, file));
  }
  const manifest: Manifest = { schema: manifestSchema, files };
  const target = path.join(runFolder, manifestFile);
  await writeFile(`${target}.part`, `${canonicalJson(manifest)}\n`);
  await rename(`${target}.part`, target);
  return manifest;
}

/**
 * Compares a run's folder with its manifest; empty if all agrees. Throws where there is no
 * manifest.
 */
export async function verifySeal(runFolder: string): Promise<SealBreak[]> {
  const manifest = await readManifest(runFolder);
  const breaks: SealBreak[] = [];
  for (const [file, sealed] of Object.entries(manifest.files)) {
    const because = await compareFile(path.join(runFolder, file), sealed);
    if (because !== undefined) breaks.push({ file, because });
  }
  for (const file of await filesBelow(runFolder)) {
    if (manifest.files[file] === undefined) breaks.push({ file, because: 'added after the seal' });
  }
  return breaks;
}

async function readManifest(runFolder: string): Promise<Manifest> {
  const file = path.join(runFolder, manifestFile);
  try {
    const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    if (manifest.schema === manifestSchema) return manifest;
    throw new Error(`expected schema ${manifestSchema}, received ${String(manifest.schema)}`);
  } catch (thrown) {
    throw new ProofhouseError(`${file} cannot be read: ${messageOf(thrown)}`, {
      code: 'seal-missing',
      exitCode: exitCodes.broken,
      cure: 'A finished run has one; without it nothing shows that the evidence is what was written.',
      cause: thrown,
    });
  }
}

async function compareFile(file: string, sealed: SealedFile): Promise<string | undefined> {
  let found: SealedFile;
  try {
    found = await digestFile(file);
  } catch (thrown) {
    return `cannot be read: ${messageOf(thrown)}`;
  }
  if (found.sha256 === sealed.sha256) return undefined;
  const size =
    found.bytes === sealed.bytes ? '' : `; ${found.bytes} bytes, sealed with ${sealed.bytes}`;
  const chunks = found.chunks ?? [[found.sha256, 1] as const];
  const before = sealed.chunks ?? [[sealed.sha256, 1] as const];
  const index = before.findIndex(([digest], at) => chunks[at]?.[0] !== digest);
  const at = index < 0 ? before.length : index;
  const from = at * chunkBytes;
  const to = Math.min(from + chunkBytes, Math.max(sealed.bytes, found.bytes));
  const firstLine = before[at]?.[1] ?? chunks[at]?.[1] ?? 1;
  const lastLine = before[at + 1]?.[1];
  const lines =
    lastLine === undefined ? `line ${firstLine} or later` : `lines ${firstLine} to ${lastLine}`;
  return `differs within bytes ${from} to ${to} (${lines})${size}`;
}

async function digestFile(file: string): Promise<SealedFile> {
  const whole = createHash('sha256');
  const chunks: [string, number][] = [];
  let chunk = createHash('sha256');
  let left = chunkBytes;
  let bytes = 0;
  let line = 1;
  let firstLine = 1;
  for await (const data of createReadStream(file, { highWaterMark: chunkBytes })) {
    let piece = data as Buffer;
    whole.update(piece);
    bytes += piece.length;
    while (piece.length > 0) {
      const part = piece.subarray(0, left);
      chunk.update(part);
      line += countLineFeeds(part);
      left -= part.length;
      piece = piece.subarray(part.length);
      if (left > 0) continue;
      chunks.push([chunk.digest('hex'), firstLine]);
      chunk = createHash('sha256');
      left = chunkBytes;
      firstLine = line;
    }
  }
  if (left < chunkBytes) chunks.push([chunk.digest('hex'), firstLine]);
  const sealed = { sha256: whole.digest('hex'), bytes };
  return chunks.length > 1 ? { ...sealed, chunks } : sealed;
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file !== manifestFile && file !== `${manifestFile}.part`)
    .sort();
}
