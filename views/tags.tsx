import type { Fulfilment, Status } from '../domain/status.ts'
import { useWords } from './context.ts'

type Tone = 'calm' | 'soon' | 'late' | 'ok'

/** Problems stand out, new ones ask for an answer, the rest is calm; the word always says it, too. */
const tones: Record<Status, Tone> = {
  customer_id_required: 'late',
  product_match_failed: 'late',
  sale_processing_failed: 'late',
  new: 'soon',
  in_process: 'calm',
  ready_for_pickup: 'ok',
  shipped: 'ok',
  completed: 'calm',
  rejected: 'calm',
  archived: 'calm',
}

export function StatusTag({ status }: { status: Status }) {
  const { t } = useWords()
  return (
    <span class="tag" data-tone={tones[status]}>
      {t(`status.${status}`)}
    </span>
  )
}

export interface Warned {
  shortage: boolean
  differs: boolean
  cancellationAskedAt: Date | null
}

/** What somebody should know before touching the order, in a word or two each. */
export function WarningTags({ shortage, differs, cancellationAskedAt }: Warned) {
  const { t } = useWords()
  return (
    <>
      {shortage && (
        <span class="tag" data-tone="late">
          {t('queue.short')}
        </span>
      )}
      {differs && (
        <span class="tag" data-tone="soon">
          {t('queue.differs')}
        </span>
      )}
      {cancellationAskedAt && (
        <span class="tag" data-tone="soon">
          {t('queue.cancelled')}
        </span>
      )}
    </>
  )
}

export function FulfilmentName({ fulfilment }: { fulfilment: Fulfilment | null }) {
  const { t } = useWords()
  return <>{fulfilment ? t(`fulfilment.${fulfilment}`) : t('unknown')}</>
}
