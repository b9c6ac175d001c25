import type { Sql } from '../../db/client.ts'
import type { Difference, SkippedPart } from '../../domain/verify/difference.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import { type Checked, checkBooksOf, nextRange } from './books.ts'
import { checkOpenOrders, checkOpenReturns } from './engine.ts'
import { checkLeftOver } from './left-over.ts'
import { checkNumbers } from './numbers.ts'
import { hasWorkers, isEngineAway, runningWorkflows } from './running.ts'
import { checkStock } from './stock.ts'

export interface CheckDeps {
  sql: Sql
  /** Null: it can't be reached. */
  engine: Pick<Engine, 'client'> | null
}

/** Some orders were looked at. */
export interface Looked extends Checked {
  /** The last of them. */
  last: number
}

/** What is of no one order: what was found, and what could not be looked at. */
export interface TheRest {
  differences: Difference[]
  skipped: SkippedPart[]
}

/**
 * Every order's books, a batch at a time, each at one moment.
 * @param after orders up to this one were looked at before
 */
export async function* checkAllOrders(sql: Sql, after = 0): AsyncGenerator<Looked> {
  for (let last = after; ; ) {
    const range = await nextRange(sql, last)
    const checked = await checkBooksOf(sql, range ?? { from: last + 1, to: null })
    last = range?.to ?? last
    yield { ...checked, last }
    if (range === null) return
  }
}

/** Levels, numbers, and what the engine runs; `beat` is told now and then, and may throw to end it. */
export async function checkTheRest({ sql, engine }: CheckDeps, beat: () => void): Promise<TheRest> {
  const goods = [...(await checkStock(sql, beat)), ...(await checkNumbers(sql))]
  const { differences, skipped } = await checkEngine(sql, engine, beat)
  return { differences: [...goods, ...differences], skipped }
}

/** One order alone, by its id. */
export async function checkOneOrder({ sql, engine }: CheckDeps, id: number): Promise<Looked & TheRest> {
  const looked = await checkBooksOf(sql, { from: id, to: id })
  const ofEngine = await checkEngine(sql, engine, () => {}, id)
  return { ...looked, ...ofEngine, last: id, differences: [...looked.differences, ...ofEngine.differences] }
}

async function checkEngine(
  sql: Sql,
  engine: CheckDeps['engine'],
  beat: () => void,
  only: number | null = null,
): Promise<TheRest> {
  const skip = (...skipped: SkippedPart[]): TheRest => ({ differences: [], skipped })
  try {
    if (engine === null) return skip('engine_away')
    if (!(await hasWorkers(engine))) return skip('no_worker')
    const running = only === null ? await runningWorkflows(engine, beat) : new Set<string>()
    const check = { sql, client: engine.client, running, beat, differing: 0, silent: 0 }
    const open = [...(await checkOpenOrders(check, only)), ...(await checkOpenReturns(check, only))]
    const silent: SkippedPart[] = check.silent > 0 ? ['silent'] : []
    if (only !== null) return { differences: open, skipped: ['one_order', ...silent] }
    return { differences: [...open, ...(await checkLeftOver(check))], skipped: silent }
  } catch (error) {
    if (!isEngineAway(error)) throw error
    return skip('engine_away')
  }
}
