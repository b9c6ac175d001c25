import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import type { Viewer } from '../Layout.tsx'
import { paths } from '../paths.ts'

/** The parts of the desk that this person may use. */
export function Navigation({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  return (
    <nav aria-label={t('layout.navigation')}>
      <a href={paths.queue()}>{t('layout.orders')}</a>
      {may(viewer.role, 'importFiles') && <a href={paths.imports()}>{t('navigation.import')}</a>}
      {may(viewer.role, 'manageUsers') && <a href={paths.settings()}>{t('navigation.settings')}</a>}
    </nav>
  )
}
