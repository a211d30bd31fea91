import { compareAnswers, createModel, defineRelation } from 'proofhouse/market';

export default defineRelation({
  kind: 'oracle',
  summary: 'Every event, every maker and the book after each command equal those of the model.',
  needs: ['limit'],
  doesNotVerify: 'What the model does not model; the book itself where the engine gives no digest.',
  async check({ commands, answers, hello }) {
    const digests = hello.capabilities.includes('digest');
    const model = createModel(hello, { digest: digests });
    const expected = commands.map((command) => model.apply(command));
    return compareAnswers(expected, answers, { digests }) ?? 'holds';
  },
});
