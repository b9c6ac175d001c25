import type { Sql } from '../../db/client.ts'
import type { Claim, OrderDetails, ShownStep } from '../../views/order/details.ts'

type Told<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }

/** As JSON tells them: a moment is a text. */
export interface ClocksTold {
  deadlines: Told<OrderDetails['deadlines'][number]>[]
  step: Told<ShownStep> | null
  claim: Told<Claim> | null
  rules: OrderDetails['rules']
  /** Store and source send such letters, and there is a mail server. */
  sendsNewDay: boolean
}

/** Columns of a query whose order is `o`, its store `s`, its source `src`. */
export const clockColumns = (sql: Sql) => sql`
  o.respond_by, o.hold_until, o.deadlines, o.step,
  (select inputs->'rules' from order_events e where e.order_id = o.id and inputs->'rules' <> 'null'
    order by e.seq desc limit 1) as rules,
  (select json_build_object('userId', claim.user_id, 'name', claimer.name, 'since', claim.since, 'until', claim.until)
    from order_claims claim join users claimer on claimer.id = claim.user_id
    where claim.order_id = o.id and claim.until > now()) as claim,
  exists (select from mail_server where id = 1) and not coalesce(s.rules->'lettersOff' ? 'new_day', false)
    and not coalesce(src.rules->'lettersOff' ? 'new_day', false) as sends_new_day`

export function clocksOf({ deadlines, step, claim, rules }: ClocksTold) {
  return {
    deadlines: deadlines.map(({ kind, at }) => ({ kind, at: new Date(at) })),
    step: step && {
      id: step.id,
      type: step.type,
      at: new Date(step.at),
      until: new Date(step.until),
    },
    claim: claim && { ...claim, since: new Date(claim.since), until: new Date(claim.until) },
    rules,
  }
}
