import { type ReturnAction, returnActionPath } from '../../domain/returns/happening.ts'

interface OrderName {
  source: string
  number: string
}

const returnsOf = ({ source, number }: OrderName) =>
  `/orders/${encodeURIComponent(source)}/${encodeURIComponent(number)}/returns`

/** Addresses of returns; a return is counted within its order. */
export const returnPaths = {
  returns: () => '/returns',
  bin: () => '/returns/bin',
  takeFromBin: () => '/returns/bin/taken',
  /** @param sale of goods that went out in exchange, or the order's own */
  openReturn: (order: OrderName, sale?: string) =>
    `${returnsOf(order)}/new${sale === undefined ? '' : `?sale=${encodeURIComponent(sale)}`}`,
  openAwaited: (order: OrderName, sale: string) =>
    `${returnsOf(order)}/new?goods=awaited&sale=${encodeURIComponent(sale)}`,
  return: (order: OrderName, n: number) => `${returnsOf(order)}/${n}`,
  returnOutcome: (order: OrderName, n: number, actionId: string) =>
    `${returnsOf(order)}/${n}?done=${encodeURIComponent(actionId)}`,
  exchange: (order: OrderName, n: number) => `${returnsOf(order)}/${n}/exchange`,
  returnAction: (order: OrderName, n: number, action: ReturnAction) =>
    `${returnsOf(order)}/${n}/${returnActionPath(action)}`,
}
