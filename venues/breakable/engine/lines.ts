import type { Engine } from './state.ts';

/** The lines of a pipe, in batches as they are read: a read may end in the middle of a line. */
export async function* linesOf(
  { mutant }: Engine,
  input: NodeJS.ReadStream,
): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    if (mutant === 'cut-line-refused' && rest !== '' && lines.length > 1) lines[0] = '{}';
    rest = lines.pop() ?? '';
    if (mutant === 'cancels-first-in-batch') lines.sort((a, b) => urgencyOf(b) - urgencyOf(a));
    yield* lines.filter((line) => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}

function urgencyOf(line: string): number {
  return line.includes('"op":"cancel"') ? 1 : 0;
}
