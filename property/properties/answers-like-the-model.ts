import { compareAnswers, createModel, defineRelation } from 'proofhouse/market';

/** The model hashes its whole book for each digest: on long streams the events must do. */
const digestsUpTo = 1_000;

const unjudged = /^rejected \S+ (unsupported|malformed)/;

export default defineRelation({
  kind: 'oracle',
  summary: 'Every event, every maker and the book after each command equal those of the model.',
  needs: ['limit'],
  doesNotVerify: 'What the model does not model; the book itself where the engine gives no digest.',
  async check({ commands, answers, hello }) {
    const digests = hello.capabilities.includes('digest') && commands.length <= digestsUpTo;
    const model = createModel(hello, { digest: digests });
    const expected = commands.map((command) => model.apply(command));
    const breach = compareAnswers(expected, answers, { digests });
    // What the model itself does not model it cannot judge, nor anything that follows from it.
    return breach && !unjudged.test(breach.expected) ? breach : 'holds';
  },
});
