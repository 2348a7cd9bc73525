import { parentPort, workerData } from 'node:worker_threads';
import { type BacktestCard, backtestCardOf } from '#shared/backtest/reportCard.ts';
import { type CardOrder, cardReport } from './cardReport.ts';

/** A thread that makes one card and ends: the backtest would hold up the server. */
const order: CardOrder = workerData.order;
const card: BacktestCard = backtestCardOf(await cardReport(order));
parentPort?.postMessage(card);
