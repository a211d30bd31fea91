import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineReport } from 'proofhouse/contract';
import { page } from './html/page.ts';

export default defineReport({
  summary: 'index.html: one page for people, from file://, without network or script.',
  always: true,
  async write(result, folder) {
    await writeFile(path.join(folder, 'index.html'), page(result));
    return ['index.html'];
  },
});
