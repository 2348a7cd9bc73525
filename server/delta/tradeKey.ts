interface NamedTrade {
  readonly symbol: string;
  readonly atUs: number;
  readonly price: number;
  readonly quantity: number;
  readonly isBuyerTaker: boolean;
}

/** The venue gives public trades no id: this tells that two messages are about the same one. */
export const tradeKey = ({ symbol, atUs, price, quantity, isBuyerTaker }: NamedTrade): string =>
  `${symbol} ${atUs} ${price} ${quantity} ${isBuyerTaker ? 't' : 'm'}`;
