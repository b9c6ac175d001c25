import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'

/** Says on every page of an owner's that the last check found something. */
export function BooksNotice({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  if (!viewer.booksDiffer || !may(viewer.role, 'checkBooks')) return null
  return (
    <p class="books-notice" id="books-notice">
      {t('booksCheck.notice')} <a href={paths.books()}>{t('booksCheck.noticeLink')}</a>
    </p>
  )
}
