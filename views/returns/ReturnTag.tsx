import type { ReturnStatus } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'

const tones: Record<ReturnStatus, 'calm' | 'soon' | 'ok'> = {
  opened: 'calm',
  goods_in: 'soon',
  inspected: 'soon',
  exchanging: 'soon',
  refunding: 'calm',
  refunded: 'ok',
  closed: 'calm',
  cancelled: 'calm',
}

export function ReturnTag({ status }: { status: ReturnStatus }) {
  const { t } = useWords()
  return (
    <span class="tag" data-tone={tones[status]}>
      {t(`returns.status.${status}`)}
    </span>
  )
}
