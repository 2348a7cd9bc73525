import type { Backend } from '#server/rpc/backend.ts';
import type { Status } from '#shared/sync/status.ts';
import { quietFeed } from './quietFeed.ts';

const status: Status = {
  version: '0',
  now: 0,
  rate: 1,
  mode: 'paper',
  feed: quietFeed.health(),
  series: [],
};
const never = () => Promise.reject(new Error('secret of the house: /etc/breaker'));

/** Knows its status and fails at everything else, with words that are nobody's business. */
export const quietBackend: Backend = {
  gym: {
    ...{ sessions: never, session: never, exportCsv: never, model: never, saveSession: never },
    ...{ deleteSession: never, saveTrade: never, deleteTrade: never, importCsv: never, teach: never },
  },
  reportCards: () => Promise.resolve([]),
  status: () => status,
  pull: never,
  rows: never,
  live: async function* () {},
  chart: never,
  assess: never,
  answer: never,
  closeTrade: never,
  previewClose: never,
  deleteTrade: never,
  editAccount: never,
};
