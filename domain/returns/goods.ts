import { partOf } from './amounts.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import type { ReturnPayloads } from './happening.ts'
import { addUp, type ReturnLine, type ReturnState } from './return.ts'

/** How the goods are that came; units that did not come are not part of the return any more. */
export function goodsIn(state: ReturnState, { lines: came }: ReturnPayloads['goodsIn']): ReturnDecision {
  const unknown = came.find(({ line }) => !state.lines.some((own) => own.line === line))
  if (unknown) return { refused: 'unknown_line', line: unknown.line }
  const lines: ReturnLine[] = []
  for (const own of state.lines) {
    const { sellable = 0, defective = 0, toInspect = 0 } = came.find(({ line }) => line === own.line) ?? {}
    const units = sellable + defective + toInspect
    if (units > own.units) return { refused: 'too_many', line: own.line }
    lines.push({ ...own, ...partOf(own, units, own.units), units, sellable, defective, toInspect })
  }
  if (lines.every(({ units }) => units === 0)) return { refused: 'nothing' }
  const goods = addUp(lines)
  const status = lines.some(({ toInspect }) => toInspect > 0) ? 'goods_in' : 'inspected'
  return to({ ...state, status, lines, goods }, { goods: lines })
}

/** Somebody looked: so many are fit to be sold, so many are not. */
export function inspect(state: ReturnState, { lines: seen }: ReturnPayloads['inspect']): ReturnDecision {
  const decided = seen.filter(({ sellable, defective }) => sellable + defective > 0)
  if (decided.length === 0) return { refused: 'nothing' }
  const lines = state.lines.map((own) => {
    const { sellable = 0, defective = 0 } = decided.find(({ line }) => line === own.line) ?? {}
    return {
      ...own,
      sellable: own.sellable + sellable,
      defective: own.defective + defective,
      toInspect: own.toInspect - sellable - defective,
    }
  })
  const over = lines.find(({ toInspect }) => toInspect < 0)
  if (over) return { refused: 'too_many', line: over.line }
  const unknown = decided.find(({ line }) => !lines.some((own) => own.line === line))
  if (unknown) return { refused: 'unknown_line', line: unknown.line }
  const status = lines.some(({ toInspect }) => toInspect > 0) ? 'goods_in' : 'inspected'
  return to({ ...state, status, lines }, { goods: decided })
}

/** Units were said to be fit to be sold and are not, or the other way round: they move between shelf and bin. */
export function correct(
  state: ReturnState,
  { line, to: fit, units }: ReturnPayloads['correct'],
  { stock }: ReturnFacts,
): ReturnDecision {
  const own = state.lines.find((one) => one.line === line)
  if (!own || !stock) return { refused: 'unknown_line', line }
  const from = fit === 'sellable' ? 'defective' : 'sellable'
  if (units < 1 || units > own[from]) return { refused: 'too_many', line, left: own[from] }
  const here = from === 'sellable' ? stock.shelf : stock.bin
  if (stock.isCounted && units > here) {
    return { refused: from === 'sellable' ? 'shelf' : 'bin', line, left: here }
  }
  const moved = {
    line,
    sellable: fit === 'sellable' ? units : -units,
    defective: fit === 'defective' ? units : -units,
  }
  const lines = state.lines.map((one) =>
    one === own
      ? { ...one, sellable: one.sellable + moved.sellable, defective: one.defective + moved.defective }
      : one,
  )
  return to({ ...state, lines }, { goods: [moved] })
}
