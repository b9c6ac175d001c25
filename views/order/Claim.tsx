import { isClosed } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Claim as ClaimOf, OrderDetails } from './details.ts'

interface ClaimProps {
  order: OrderDetails
  /** Who looks at the page. */
  viewerId: string
}

/** Who is on the order, so that two people do not start on the same; it blocks nobody. */
export function Claim({ order, viewerId }: ClaimProps) {
  const { t, time } = useWords()
  const { claim, timeZone } = order
  if (isClosed(order.status)) return null
  if (claim === null) {
    return (
      <div class="claim" id="claim">
        <ClaimForm address={paths.claim(order)} button={t('claim.take')} />
      </div>
    )
  }
  const isOwn = claim.userId === viewerId
  return (
    <div class="claim" id="claim" data-tone={isOwn ? 'calm' : 'soon'} data-until={claim.until.toISOString()}>
      <p>
        {isOwn
          ? t('claim.own', { until: time(claim.until, timeZone) })
          : t('claim.other', {
              who: claim.name,
              since: time(claim.since, timeZone),
              until: time(claim.until, timeZone),
            })}
      </p>
      {isOwn ? (
        <ClaimForm address={paths.endClaim(order)} button={t('claim.end')} />
      ) : (
        <ClaimForm
          address={paths.claim(order)}
          button={t('claim.takeOver', { who: claim.name })}
          from={claim.userId}
        />
      )}
    </div>
  )
}

/** It was somebody else's already, or the order is closed. */
export function ClaimRefused({ claim }: { claim: ClaimOf | null }) {
  const { t } = useWords()
  return (
    <p class="notice" data-tone="soon" role="alert">
      {claim ? t('claim.taken', { who: claim.name }) : t('claim.gone')}
    </p>
  )
}

function ClaimForm({ address, button, from }: { address: string; button: string; from?: string }) {
  return (
    <form
      id="claim-form"
      method="post"
      action={address}
      hx-post={address}
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      {from !== undefined && <input type="hidden" name="from" value={from} />}
      <button type="submit" class="quiet">
        {button}
      </button>
    </form>
  )
}
