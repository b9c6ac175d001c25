import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'

/** Says on every page that what one sees is made up, for as long as it is there. */
export function SampleNotice({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  if (!viewer.hasSample) return null
  return (
    <p class="sample-notice" id="sample-notice">
      {t('sample.notice')}{' '}
      {may(viewer.role, 'removeSample') && <a href={paths.sample()}>{t('sample.removeLink')}</a>}
    </p>
  )
}
