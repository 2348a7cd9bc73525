/** Messages of ccxt carry whole replies: their beginning is enough. */
const mostLetters = 160;

/** "kraken GET https://... fetch failed": what was asked for is no matter to the owner, why it failed is. */
export function unanswered(name: string, message: string): string {
  const why = message.replace(/^\S+ (GET|POST) \S+ /, '').slice(0, mostLetters);
  return `${name} does not answer: ${why.replace(/\.$/, '')}.`;
}

export const refused = (name: string, message: string): string => `${name}: ${message.slice(0, mostLetters)}`;
