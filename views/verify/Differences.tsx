import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { BooksShown, DifferenceShown } from './books.ts'

/** What does not agree, each with its order, what it should be, what it is, and what to do. */
export function Differences({ books: { differences, ended } }: { books: BooksShown }) {
  const { t, number } = useWords()
  const isMore = (ended[0]?.differences ?? 0) > differences.length
  return (
    <section class="settings-wide" aria-labelledby="differences">
      <h2 id="differences">{t('booksCheck.differences')}</h2>
      {isMore && (
        <p>
          {t('booksCheck.caption', { shown: number(differences.length) })}{' '}
          <code>{t('booksCheck.command')}</code>
        </p>
      )}
      <table class="cards differences">
        <thead>
          <tr>
            <th scope="col">{t('booksCheck.whose')}</th>
            <th scope="col">{t('booksCheck.what')}</th>
            <th scope="col">{t('booksCheck.expected')}</th>
            <th scope="col">{t('booksCheck.found')}</th>
            <th scope="col">{t('booksCheck.todo')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <Row difference={difference} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({
  difference: { order, code, about, expected, found, repair },
}: {
  difference: DifferenceShown
}) {
  const { t } = useWords()
  return (
    <tr>
      <th scope="row">{order ? <a href={paths.order(order)}>{order.number}</a> : t('booksCheck.shop')}</th>
      <td data-label={t('booksCheck.what')}>
        {t(`booksCheck.code.${code}.is`)}
        {about && <small class="muted">{about}</small>}
      </td>
      <td data-label={t('booksCheck.expected')}>{expected}</td>
      <td data-label={t('booksCheck.found')}>{found}</td>
      <td data-label={t('booksCheck.todo')}>
        {repair ? t(`booksCheck.repair.${repair}`) : t(`booksCheck.code.${code}.todo`)}
      </td>
    </tr>
  )
}
