import { useLocation } from 'wouter';
import type { Trade } from '#shared/trading/trade.ts';
import { deleteTrade } from '../data/commands.ts';
import { useCommand } from '../data/useCommand.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { showSnackbar } from '../ui/snackbars.ts';

/** Asks before a journal entry goes, naming it and what changes. */
export function DeleteTradeSheet({
  trade,
  open,
  onClose,
}: {
  readonly trade: Trade;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const [, navigate] = useLocation();
  const command = useCommand();
  const name = `${trade.symbol} ${trade.direction}`;
  const confirm = async () => {
    const outcome = await command.run(() => deleteTrade({ accountId: trade.accountId, tradeId: trade.id }));
    if (outcome?.kind !== 'applied' && outcome?.kind !== 'noop') return;
    showSnackbar(outcome.kind === 'noop' ? outcome.text : `${name} deleted.`);
    navigate('/journal', { replace: true });
  };
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`Delete ${name}?`}
      description={
        trade.close
          ? 'The entry leaves the journal; balance and statistics are worked out again without it.'
          : 'The open trade leaves the journal as if it had not been taken.'
      }
    >
      {command.problem && (
        <Notice title="Not deleted">
          <p>{command.problem.text}</p>
        </Notice>
      )}
      <div className="sheet-actions">
        <Button kind="outlined" onPress={onClose}>
          Keep trade
        </Button>
        <Button kind="danger" busy={command.isBusy} onPress={() => void confirm()}>
          Delete trade
        </Button>
      </div>
    </Sheet>
  );
}
