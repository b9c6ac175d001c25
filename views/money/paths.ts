import type { MoneyFilter } from './money.ts'

function query({ day, store }: Partial<MoneyFilter>): string {
  const asked = new URLSearchParams()
  if (day) asked.set('day', day)
  if (store) asked.set('store', store)
  return asked.size > 0 ? `?${asked}` : ''
}

/** The addresses of the shop's money. */
export const moneyPaths = {
  money: (filter: Partial<MoneyFilter> = {}) => `/money${query(filter)}`,
  moneyCsv: (filter: MoneyFilter) => `/money/entries.csv${query(filter)}`,
}
