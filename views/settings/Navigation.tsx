import type { Child } from 'hono/jsx'
import { may } from '../../domain/roles.ts'
import { useSurroundings, useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'

/** The parts of the desk that this person may use. */
export function Navigation({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  const { path } = useSurroundings()
  const link = (href: string, label: Child) => (
    <a href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
      {label}
    </a>
  )
  return (
    <nav aria-label={t('layout.navigation')}>
      {link(
        paths.queue(),
        <>
          {t('layout.orders')} <span class="count needed" id="needed" title={t('layout.needed')} hidden />
        </>,
      )}
      {link(paths.returns(), t('returns.title'))}
      {may(viewer.role, 'seeMoney') && link(paths.money(), t('navigation.money'))}
      {may(viewer.role, 'importFiles') && link(paths.imports(), t('navigation.import'))}
      {may(viewer.role, 'mendStuck') &&
        (viewer.stuck ?? 0) > 0 &&
        link(
          paths.stuck(),
          <>
            {t('stuck.title')} <span class="count">{viewer.stuck}</span>
          </>,
        )}
      {may(viewer.role, 'manageUsers') && link(paths.settings(), t('navigation.settings'))}
    </nav>
  )
}
