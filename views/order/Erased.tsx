import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { OrderDetails } from './details.ts'

/** When the person was taken out of an order; `who` null: from the command line. */
export interface ErasedTold {
  at: Date
  who: string | null
}

/** Why nothing here says whose order it was. */
export function Erased({ order: { erased, timeZone } }: { order: OrderDetails }) {
  const { t, dateTime } = useWords()
  if (erased === null) return null
  const at = dateTime(erased.at, timeZone)
  return (
    <section class="notice" data-tone="calm" id="erased">
      <p>
        {erased.who === null
          ? t('erasure.noticeCommand', { at })
          : t('erasure.notice', { at, who: erased.who })}{' '}
        {t('erasure.noticeStays')}
      </p>
    </section>
  )
}

/** The way to it, for those whose business it is. */
export function EraseLink({ order, role }: { order: OrderDetails; role: Role }) {
  const { t } = useWords()
  if (!may(role, 'erasePeople') || order.erased !== null) return null
  return (
    <p>
      <a href={paths.erase(order)}>{t(order.customer ? 'erasure.link' : 'erasure.linkOrder')}</a>
    </p>
  )
}
