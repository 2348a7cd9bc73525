import type { Account } from '#shared/config/accountConfig.ts';
import type { Batch } from '#shared/core/batch.ts';
import { summarize } from '#shared/journal/metrics.ts';
import { BatchDraft } from './batchDraft.ts';

/** The paper account that exists from the start. */
const paperAccount: Account = {
  id: 'paper',
  kind: 'paper',
  name: 'Paper',
  currency: 'USD',
  initialBalance: '10000',
  riskPerTradePct: '1',
  maxOpenTrades: 3,
  balance: '10000',
};

/** What a market's log begins with. */
export function foundingBatch(request: {
  readonly after: { readonly sequence: number; readonly factId: number };
  readonly at: number;
}): Batch {
  const draft = new BatchDraft(request.after);
  const rows = { accounts: [paperAccount], summaries: [summarize(paperAccount, [])] };
  draft.addFacts([{ kind: 'accountCreated', at: request.at, accountId: paperAccount.id, rows }]);
  return draft.build();
}
