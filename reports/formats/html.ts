import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defineReport } from 'proofhouse/contract';
import { page } from './html/page.ts';
import { suitePage } from './html/suite.ts';

export default defineReport({
  summary: 'index.html: one page for people, with the timeline, from file://, without network.',
  always: true,
  async write(result, folder) {
    await writeFile(path.join(folder, 'index.html'), page(result));
    return ['index.html'];
  },
  async writeSuite(suite, folder) {
    await writeFile(path.join(folder, 'index.html'), suitePage(suite));
    return ['index.html'];
  },
});
