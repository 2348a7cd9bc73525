import { z } from 'zod';
import type { Environment } from '../config.ts';
import { type Check, type Finding, fails, fine, note } from './check.ts';

interface TelegramOptions {
  readonly env: Environment;
  readonly ask: (url: string) => Promise<{ readonly status: number; readonly body: string }>;
}

const tokenShape = /^\d{5,}:[\w-]{30,}$/;
const replySchema = z.object({ result: z.object({ username: z.string() }) });

/** The bot is asked who it is; its token is in the URL, as Telegram wants it, and in no text of ours. */
export const checkTelegram = ({ env, ask }: TelegramOptions): Check => ({
  name: 'telegram',
  run: async () => [await findingOf(env, ask)],
});

async function findingOf(env: Environment, ask: TelegramOptions['ask']): Promise<Finding> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_OWNER_ID: owner } = env;
  if (!token && !owner) return note('no bot is set');
  if (!token || !owner)
    return fails('one of TELEGRAM_BOT_TOKEN and TELEGRAM_OWNER_ID is not set', 'Set both or none.');
  if (!tokenShape.test(token))
    return fails(
      'TELEGRAM_BOT_TOKEN (not shown here) is no token, expected 123456:letters',
      'Ask @BotFather for it.',
    );
  if (!/^\d{3,}$/.test(owner))
    return fails(`TELEGRAM_OWNER_ID is "${owner}", expected your numeric id`, 'Ask @userinfobot for it.');
  try {
    const { status, body } = await ask(`https://api.telegram.org/bot${token}/getMe`);
    if (status === 401 || status === 404)
      return fails('Telegram does not know this bot', 'Ask @BotFather for its token.');
    const bot = replySchema.safeParse(JSON.parse(body)).data?.result.username;
    if (bot === undefined) return fails(`Telegram answered ${status}`, 'Try again later.');
    return fine(`@${bot} answers`);
  } catch {
    // Whatever it says may hold the URL, and the URL the token.
    return fails('Telegram cannot be reached', 'Is this machine online?');
  }
}
