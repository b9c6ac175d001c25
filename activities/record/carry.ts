import { CALLBACKS_CHANNEL, LETTERS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import { decide, quietTypes } from '../../domain/decide.ts'
import type { Refusal } from '../../domain/decision.ts'
import type { Facts } from '../../domain/facts.ts'
import type { Happening, HappeningType } from '../../domain/happening.ts'
import { answer, endedBy } from './answer.ts'
import { deskOf } from './desk.ts'
import type { Loaded } from './load.ts'
import { openMoneyOf } from './money.ts'
import type { Desk } from './types.ts'
import { writeChange } from './write.ts'

/** Decides, and writes down what was decided or why nothing changed. */
export async function carry(tx: Tx, loaded: Loaded, happening: Happening, gathered: Facts): Promise<Desk> {
  const facts = { ...gathered, isSuperseded: isSuperseded(loaded, happening) }
  const openMoney = loaded.order?.money
    ? openMoneyOf(loaded.effects.filter(({ key }) => key !== endedBy(happening)))
    : null
  const paymentIsShared = facts.paymentIsShared || loaded.paymentIsShared
  const decision = decide(loaded.order, happening, { ...facts, openMoney, paymentIsShared })
  if ('refused' in decision) {
    await refuse(tx, loaded, happening, decision.refused)
    return deskOf(loaded, loaded.order, loaded.effects)
  }
  const effects = await writeChange(tx, loaded, happening, facts, decision.change)
  return deskOf(loaded, decision.change.next, effects, loaded.lastSeq + 1)
}

/** A try at the provider that hung while its effect was given up, or while another took it over, ends after all. */
function isSuperseded({ effects }: Loaded, happening: Happening): boolean {
  const key = endedBy(happening)
  return (
    key !== null && tellsOfMoney.includes(happening.type) && !effects.some((effect) => effect.key === key)
  )
}

const tellsOfMoney: readonly HappeningType[] = [
  'captured',
  'captureDeclined',
  'released',
  'refunded',
  'refundFailed',
  'moneyUnknown',
]

/** Says what stood in the way and, by the event's number, who did what in between. */
async function refuse(tx: Tx, loaded: Loaded, happening: Happening, refusal: Refusal): Promise<void> {
  const [last] = await tx<{ seq: number }[]>`
    select seq from order_events
    where order_id = ${loaded.web.id} and type <> all(${quietTypes}::text[])
    order by seq desc limit 1`
  // What waited for it may go out now.
  if (happening.type === 'undo') {
    await tx`select pg_notify(${CALLBACKS_CHANNEL}, ''), pg_notify(${LETTERS_CHANNEL}, '')`
  }
  await answer(tx, loaded, happening, { ...refusal, ...(last ? { eventSeq: last.seq } : {}) })
}
