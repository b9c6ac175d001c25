import { differenceOf } from '../../domain/money-day.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { BooksShown, MoneyDay } from './money.ts'

/** Sales less what came back, held against what was taken less what was given back: a difference is named. */
export function BooksCheck({ day: { books, differing } }: { day: MoneyDay }) {
  const { t, money } = useWords()
  if (books.length === 0) return null
  return (
    <section class="panel" id="books" aria-labelledby="books-title">
      <h3 id="books-title">{t('moneyDay.books')}</h3>
      {books.map((one) => (
        <Sentence books={one} />
      ))}
      {differing.length > 0 && (
        <ul class="values">
          {differing.map((order) => (
            <li>
              <a href={paths.order(order)}>{order.number}</a>{' '}
              {t('moneyDay.differing', {
                difference: money(differenceOf(order), order.currency),
                sold: money(order.sold - order.returned, order.currency),
                kept: money(order.taken - order.givenBack, order.currency),
              })}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Sentence({ books }: { books: BooksShown }) {
  const { t, money } = useWords()
  const { currency, orders, sold, returned, taken, givenBack } = books
  const difference = differenceOf(books)
  const inMoney = (amount: number) => money(amount, currency)
  const told = t('moneyDay.addUp', {
    count: orders,
    sold: inMoney(sold),
    returned: inMoney(returned),
    taken: inMoney(taken),
    givenBack: inMoney(givenBack),
  })
  return (
    <p class={difference === 0 ? undefined : 'notice'} data-tone={difference === 0 ? undefined : 'late'}>
      {told}{' '}
      {difference === 0 ? t('moneyDay.even') : t('moneyDay.uneven', { difference: inMoney(difference) })}
    </p>
  )
}
