/** Branded ids: strings that cannot be mixed up. Each maker is the one place that casts. */
type Branded<Name extends string> = string & { readonly __brand: Name };

export type AccountId = Branded<'AccountId'>;
export type SignalId = Branded<'SignalId'>;
export type TradeId = Branded<'TradeId'>;
export type CommandId = Branded<'CommandId'>;

export const accountId = (value: string): AccountId => value as AccountId;
export const signalId = (value: string): SignalId => value as SignalId;
export const tradeId = (value: string): TradeId => value as TradeId;
export const commandId = (value: string): CommandId => value as CommandId;
