import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { BreakerDb } from '../../../../client/data/db.ts';

/** A fresh local copy that nothing else shares. */
export const memoryDb = (): BreakerDb => new BreakerDb('test', { indexedDB: new IDBFactory(), IDBKeyRange });
