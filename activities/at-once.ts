import { effectKey } from '../domain/ids.ts'
import type { EffectKind } from '../domain/order.ts'
import { createPaperAtOnce, type EffectDeps } from './effects.ts'
import { createLookUpAtOnce } from './payments/look-up.ts'
import type { MoneyDeps } from './payments/settle.ts'
import type { Desk, RecordInput } from './record/types.ts'

/**
 * Records a happening, and does what it asked for right after where that takes a moment and can be done twice without
 * harm: its paper, and a look at its payment. An activity of its own costs more than either (docs/decisions/0007, 0028).
 * What is not done at once stays open, and the workflow carries it out.
 */
export function createRecordAtOnce(
  deps: EffectDeps & MoneyDeps,
  record: (input: RecordInput) => Promise<Desk>,
) {
  const atOnce = [
    ['receipt', createPaperAtOnce(deps, record)],
    ['lookUp', createLookUpAtOnce(deps, record)],
  ] as const satisfies [EffectKind, unknown][]
  return async function recordAtOnce(input: RecordInput): Promise<Desk> {
    const { orderId, happening, at } = input
    let desk = await record(input)
    for (const [kind, carryOut] of atOnce) {
      const key = effectKey(orderId, kind, happening.id)
      if (desk.effects.some((effect) => effect.key === key)) {
        desk = (await carryOut({ orderId, key, at })) ?? desk
      }
    }
    return desk
  }
}
