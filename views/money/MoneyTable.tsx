import type { MoneyRow, MoneyTotals } from '../../domain/money-day.ts'
import { setOffMethod } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'

interface MoneyTableProps {
  rows: MoneyRow[]
  totals: (MoneyTotals & { currency: string })[]
}

const sums = ['authorised', 'taken', 'released', 'givenBack', 'fee'] as const

/** What was reserved, taken, let go and given back, by account, payment type and card. */
export function MoneyTable({ rows, totals }: MoneyTableProps) {
  const words = useWords()
  const { t } = words
  return (
    <section class="panel money-day">
      <table class="cards">
        <caption>{t('moneyDay.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('moneyDay.account')}</th>
            <th scope="col">{t('moneyDay.paymentType')}</th>
            <th scope="col">{t('moneyDay.cardType')}</th>
            {sums.map((sum) => (
              <th scope="col" class="figure">
                {t(`moneyDay.sum.${sum}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{accountInWords(words, row)}</th>
              <td data-label={t('moneyDay.paymentType')}>{row.paymentType ?? t('unknown')}</td>
              <td data-label={t('moneyDay.cardType')}>{cardInWords(words, row)}</td>
              <Sums of={row} currency={row.currency} />
            </tr>
          ))}
          {totals.map((total) => (
            <tr class="sum">
              <th scope="row" colspan={3}>
                {t('moneyDay.total', { currency: total.currency })}
              </th>
              <Sums of={total} currency={total.currency} />
            </tr>
          ))}
        </tbody>
      </table>
      {rows.some(({ owner }) => owner === 'channel') && <p class="muted">{t('moneyDay.channelHelp')}</p>}
    </section>
  )
}

function Sums({ of, currency }: { of: MoneyTotals; currency: string }) {
  const { t, money } = useWords()
  return (
    <>
      {sums.map((sum) => {
        const amount = of[sum]
        return (
          <td class="figure" data-label={t(`moneyDay.sum.${sum}`)}>
            {amount === null || (amount === 0 && sum !== 'taken') ? t('unknown') : money(amount, currency)}
          </td>
        )
      })}
    </>
  )
}

function accountInWords({ t }: Words, { owner, account, method }: MoneyRow): string {
  if (owner === 'till') return t('moneyDay.till')
  return owner === 'channel' ? t('moneyDay.channel', { name: method }) : (account ?? t('unknown'))
}

/** At the till it is how it was paid. */
export function cardInWords(
  { t }: Words,
  { owner, cardType, method }: Pick<MoneyRow, 'owner' | 'cardType' | 'method'>,
): string {
  const known = ['cash', 'card', 'transfer', 'other'] as const
  const tillPayment = owner === 'till' ? known.find((one) => one === method) : undefined
  if (owner === 'till' && method === setOffMethod) return t('returns.method.exchange')
  if (owner === 'till' && method === 'written_off') return t('exchange.writtenOff')
  return tillPayment ? t(`tillPayment.${tillPayment}`) : (cardType ?? t('unknown'))
}
