import type { Sql } from '../../db/client.ts'
import type { Difference, SkippedPart } from '../../domain/verify/difference.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import { checkBooksOf, nextRange } from './books.ts'
import { checkOpenOrders, checkOpenReturns } from './engine.ts'
import { checkLeftOver } from './left-over.ts'
import { checkNumbers } from './numbers.ts'
import { hasWorkers, runningWorkflows } from './running.ts'
import { checkStock } from './stock.ts'

export interface CheckDeps {
  sql: Sql
  /** Null: it can't be reached. */
  engine: Pick<Engine, 'client'> | null
}

/** Who hears how far it is; each may throw to end the check. */
export interface Watcher {
  /** @param last the last order that was looked at */
  looked(orders: number, unchained: number, last: number): void | Promise<void>
  found(differences: readonly Difference[]): void | Promise<void>
  beat(): void
}

/**
 * Every order's books, a batch at a time, each at one moment.
 * @param after orders up to this one were looked at before
 */
export async function checkAllOrders(sql: Sql, watcher: Watcher, after = 0): Promise<void> {
  for (let last = after; ; ) {
    const range = await nextRange(sql, last)
    const { orders, unchained, differences } = await checkBooksOf(sql, range ?? { from: last + 1, to: null })
    if (differences.length > 0) await watcher.found(differences)
    if (range?.to == null) return
    last = range.to
    await watcher.looked(orders, unchained, last)
  }
}

/** What is of no one order: levels, numbers, and what the engine runs. @returns what could not be looked at */
export async function checkTheRest({ sql, engine }: CheckDeps, watcher: Watcher): Promise<SkippedPart[]> {
  await watcher.found(await checkStock(sql, watcher.beat))
  await watcher.found(await checkNumbers(sql))
  return checkEngine(sql, engine, watcher)
}

/** One order alone, by its id. */
export async function checkOneOrder({ sql, engine }: CheckDeps, id: number, watcher: Watcher) {
  const { orders, unchained, differences } = await checkBooksOf(sql, { from: id, to: id })
  await watcher.found(differences)
  await watcher.looked(orders, unchained, id)
  return checkEngine(sql, engine, watcher, id)
}

async function checkEngine(
  sql: Sql,
  engine: CheckDeps['engine'],
  { found, beat }: Watcher,
  only: number | null = null,
): Promise<SkippedPart[]> {
  try {
    if (engine === null) return ['engine_away']
    if (!(await hasWorkers(engine))) return ['no_worker']
    const { client } = engine
    const running = only === null ? await runningWorkflows(engine, beat) : new Set<string>()
    const check = { sql, client, running, beat }
    await found(await checkOpenOrders(check, only))
    await found(await checkOpenReturns(check, only))
    if (only !== null) return ['one_order']
    await found(await checkLeftOver(check))
    return []
  } catch (error) {
    if (!isEngineAway(error)) throw error
    return ['engine_away']
  }
}

const isEngineAway = (error: unknown) =>
  error instanceof Error && /ServiceError|DEADLINE|UNAVAILABLE/.test(`${error.name} ${error.message}`)
