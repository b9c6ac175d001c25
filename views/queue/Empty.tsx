import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import { isNarrowed, type Queue } from './queue.ts'

/** Nothing to show has three reasons, and each asks for something else. */
export function Empty({ queue: { filter, anyOrder }, viewer }: { queue: Queue; viewer: Viewer }) {
  const { t } = useWords()
  if (!anyOrder) {
    return (
      <section class="empty">
        <h2>{t('queue.firstRun')}</h2>
        <p>{t('queue.firstRunHelp')}</p>
        {may(viewer.role, 'manageSources') && (
          <p>
            <a href={paths.sources()}>{t('sources.add')}</a>
          </p>
        )}
        <p>
          <a href={paths.apiDocs()}>{t('queue.apiDocs')}</a>
        </p>
      </section>
    )
  }
  if (isNarrowed(filter) || filter.page > 1) {
    return (
      <section class="empty">
        <h2>{t('queue.noMatch')}</h2>
        <p>
          <a href={paths.queue()}>{t('queue.clear')}</a>
        </p>
      </section>
    )
  }
  return (
    <section class="empty">
      <h2>{t('queue.allDone')}</h2>
      <p>{t('queue.allDoneHelp')}</p>
    </section>
  )
}
