import { decimalsOf } from '../money.ts'

/** Minor units as people write them: 4049 USD → "40.49 USD". */
export function amountIn(currency: string | null): (minor: number) => string {
  const decimals = decimalsOf(currency ?? '') ?? 2
  return (minor) => [(minor / 10 ** decimals).toFixed(decimals), ...(currency ? [currency] : [])].join(' ')
}
