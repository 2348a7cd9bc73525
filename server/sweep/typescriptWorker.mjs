import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

// A thread does not inherit what its parent has registered; plain JavaScript has to bring TypeScript first.
register({ tsconfig: false });
await import(workerData.module);
