import { StringDecoder } from 'node:string_decoder';
import { lineCharactersMax, MalformedLine } from '#market/stream/codec.ts';

/**
 * The lines of a byte stream, in batches: all that are whole in one chunk. The last line may lack
 * its line feed. Throws {@link MalformedLine} for a line too long to be one.
 */
export async function* lineBatches(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<string[], void, undefined> {
  const decoder = new StringDecoder('utf8');
  const pieces: string[] = [];
  let length = 0;
  let seen = 0;
  for await (const chunk of input) {
    const lines = decoder.write(chunk as Buffer).split('\n');
    const rest = lines.pop()!;
    if (lines.length > 0) {
      lines[0] = pieces.join('') + lines[0];
      pieces.length = 0;
      length = 0;
      seen += lines.length;
      yield lines;
    }
    pieces.push(rest);
    length += rest.length;
    if (length > lineCharactersMax) {
      throw new MalformedLine(seen + 1, `at most ${lineCharactersMax} characters`, pieces[0]!);
    }
  }
  const last = pieces.join('') + decoder.end();
  if (last !== '') yield [last];
}
