import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRunParams } from '#server/runParams.ts';
import { TradingError } from '#shared/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'params-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(params: unknown, strategy = 'progressive-smc') {
  const paramsPath = join(folder, 'own.json');
  writeFileSync(paramsPath, typeof params === 'string' ? params : JSON.stringify(params));
  return readRunParams({ strategy, paramsPath });
}

describe('parameters of a backtest', () => {
  it('are those of the strategy and of the executor that trades it', async () => {
    expect(await read({ stopAtr: 1.5, cooldownBars: 5, fresh: { trailAtr: null } })).toEqual({
      strategy: { stopAtr: 1.5 },
      executor: { cooldownBars: 5, fresh: { trailAtr: null } },
    });
    expect(await read({ rr: 2 }, 'human-trained')).toEqual({ strategy: { rr: 2 }, executor: {} });
  });

  it('are those the strategy runs with live, when no file is given', async () => {
    const { strategy, executor } = await readRunParams({ strategy: 'progressive-smc', paramsPath: null });
    expect(strategy).toMatchObject({ entryPenetration: 0.2, stopAtr: 1 });
    expect(executor).toEqual({});
  });

  it.each([
    [{ stopAtr: -1 }, 'own.json: stopAtr: Too small: expected number to be >0 (it is -1)'],
    [
      { fresh: { leverage: 'high' } },
      'own.json: fresh.leverage: Invalid input: expected number, received string (it is "high")',
    ],
    [{ stopsAtr: 1 }, 'own.json: progressive-smc has no parameter "stopsAtr"; known: entryPenetration'],
    [{ riskPct: 2 }, 'own.json: riskPct is said by --risk-pct or --account, not by --params'],
    [{ mitigation: 'wick' }, 'own.json: mitigation is said by --config, not by --params'],
    [[1], 'own.json: the file: Invalid input: expected record'],
    ['{', 'own.json: it is no JSON'],
  ])('are refused by name, value and what was expected: %j', async (params, message) => {
    const refused = await read(params).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TradingError);
    expect(refused instanceof Error && refused.message).toContain(message);
  });

  it('of the modes are none of a strategy that they do not trade', async () => {
    await expect(read({ cooldownBars: 5 }, 'human-trained')).rejects.toThrow(
      'human-trained has no parameter "cooldownBars"',
    );
  });

  it('need a file that can be read', async () => {
    const paramsPath = join(folder, 'none.json');
    await expect(readRunParams({ strategy: 'progressive-smc', paramsPath })).rejects.toThrow(
      /--params .*none.json cannot be read: ENOENT/,
    );
  });
});
