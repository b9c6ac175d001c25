import type { Sql, Tx } from '../../db/client.ts'
import type { Difference, Repair, SkippedPart } from '../../domain/verify/difference.ts'
import { type CheckDeps, checkAllOrders, checkTheRest, type Looked, type TheRest } from './check.ts'
import type { Repaired } from './repair.ts'

/** By the database's clock: workers' own may be apart. */
const LEASE_SECONDS = 60
const RENEW_MS = 15_000
const KEPT = 30
const DIFFERENCES_KEPT = 1_000

/** Somebody else has the check, or it has ended. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}

interface Row {
  id: number
  ordersTotal: number
  orders: number
  lastOrder: number
  differences: number
  leaseUntil: Date
}

/** The check that waits for somebody to carry it out, or where none does a new one. @returns null: one is under way */
export async function takeCheck(sql: Sql): Promise<CheckRun | null> {
  const [waiting] = await sql<Row[]>`
    update book_checks set lease_until = ${newLease(sql)} where ${isWaiting(sql)} returning ${row(sql)}`
  return waiting ? new CheckRun(sql, waiting) : begin(sql)
}

/**
 * A check from the first order on, for whoever tells what it found: one that was left in the middle begins anew, as
 * what it found by then was told to nobody.
 * @returns null: one is under way
 */
export async function takeCheckAnew(sql: Sql): Promise<CheckRun | null> {
  const again = await sql.begin(async (tx) => {
    const [left] = await tx<Row[]>`
      update book_checks set lease_until = ${newLease(tx)}, started_at = now(), last_order = 0, orders = 0, unchained = 0,
        differences = 0, orders_total = (select count(*) from web_orders)
      where ${isWaiting(tx)} returning ${row(tx)}`
    if (left) await tx`delete from book_differences where check_id = ${left.id}`
    return left
  })
  return again ? new CheckRun(sql, again) : begin(sql)
}

const isWaiting = (sql: Sql | Tx) => sql`state = 'running' and (lease_until is null or lease_until < now())`

const row = (sql: Sql | Tx) => sql`id, orders_total, orders, last_order, differences, lease_until`

async function begin(sql: Sql): Promise<CheckRun | null> {
  const [made] = await sql<Row[]>`
    insert into book_checks (orders_total, lease_until) select count(*), ${newLease(sql)} from web_orders
    on conflict do nothing returning ${row(sql)}`
  return made ? new CheckRun(sql, made) : null
}

/** What was done about what a check had found. */
export async function noteRepairs(sql: Sql, checkId: number, repaired: readonly Repaired[]): Promise<void> {
  for (const { difference, repair } of repaired) {
    await sql`
      update book_differences set repair = ${repair}
      where check_id = ${checkId} and code = ${difference.code} and about = ${difference.about}
        and order_id is not distinct from ${difference.order?.id ?? null}`
  }
}

/** For somebody who only wants to know, while another check is under way. */
export function checkUnkept(sql: Sql): Pick<CheckRun, 'carryOut'> {
  return {
    async carryOut(deps, onLooked, beat) {
      for await (const looked of checkAllOrders(sql)) onLooked(looked)
      return checkTheRest(deps, beat)
    },
  }
}

/** To the millisecond, as JavaScript reads it back to know whose it is. */
const newLease = (sql: Sql | Tx) =>
  sql`date_trunc('milliseconds', now() + make_interval(secs => ${LEASE_SECONDS}))`

/** One check of all the books, kept with how far it is: what ends in the middle goes on there. */
export class CheckRun {
  readonly #sql: Sql
  readonly #row: Row
  /** What is written to the check's row, one after the other: each renewal is a new lease. */
  #writing: Promise<unknown> = Promise.resolve()

  constructor(sql: Sql, row: Row) {
    this.#sql = sql
    this.#row = row
  }

  get id(): number {
    return this.#row.id
  }

  get differences(): number {
    return this.#row.differences
  }

  /**
   * @param onLooked after each batch; throws to stop there, for another time
   * @returns what is of no one order; how many differences there are in all says `differences`
   */
  async carryOut(deps: CheckDeps, onLooked: (looked: Looked) => void, beat: () => void): Promise<TheRest> {
    const lost = new AbortController()
    const renewing = setInterval(() => {
      this.#renew().catch((error: unknown) => lost.abort(error))
    }, RENEW_MS)
    try {
      for await (const looked of checkAllOrders(deps.sql, this.#row.lastOrder)) {
        lost.signal.throwIfAborted()
        await this.#keep(looked)
        onLooked(looked)
      }
      const rest = await checkTheRest(deps, () => {
        lost.signal.throwIfAborted()
        beat()
      })
      clearInterval(renewing)
      await this.#end(rest.differences, rest.skipped)
      return rest
    } finally {
      clearInterval(renewing)
    }
  }

  /** For whoever takes it next. */
  async giveBack(): Promise<void> {
    await this.#sql`update book_checks set lease_until = null where ${this.#ours()}`
  }

  async fail(errorId: string): Promise<void> {
    await this.#sql`
      update book_checks set state = 'failed', error_id = ${errorId}, ended_at = now(), lease_until = null
      where ${this.#ours()}`
  }

  #ours() {
    return this.#sql`id = ${this.#row.id} and state = 'running' and lease_until = ${this.#row.leaseUntil}`
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#writing.then(work)
    this.#writing = turn.catch(() => undefined)
    return turn
  }

  #renew(): Promise<void> {
    return this.#inTurn(async () => {
      const [held] = await this.#sql<Pick<Row, 'leaseUntil'>[]>`
        update book_checks set lease_until = ${newLease(this.#sql)} where ${this.#ours()} returning lease_until`
      if (!held) throw new LeaseLost('somebody else has it')
      this.#row.leaseUntil = held.leaseUntil
    })
  }

  async #keep({ orders, unchained, last, differences }: Looked): Promise<void> {
    await this.#inTurn(() =>
      this.#sql.begin(async (tx) => {
        await this.#add(tx, differences)
        const held = await tx`
        update book_checks set orders = orders + ${orders}, unchained = unchained + ${unchained}, last_order = ${last},
          differences = ${this.#row.differences + differences.length}
        where ${this.#ours()}`
        if (held.count === 0) throw new LeaseLost('somebody else has it')
      }),
    )
    this.#row.differences += differences.length
    this.#row.lastOrder = last
  }

  async #end(differences: readonly Difference[], skipped: readonly SkippedPart[]): Promise<void> {
    await this.#inTurn(() =>
      this.#sql.begin(async (tx) => {
        await this.#add(tx, differences)
        const ended = await tx`
        update book_checks set state = 'done', ended_at = now(), lease_until = null, skipped = ${[...skipped]},
          differences = ${this.#row.differences + differences.length}
        where ${this.#ours()}`
        if (ended.count === 0) throw new LeaseLost('somebody else has it')
        await tx`
        delete from book_checks
        where id not in (select id from book_checks order by id desc limit ${KEPT})`
      }),
    )
    this.#row.differences += differences.length
  }

  async #add(tx: Tx, differences: readonly Difference[]): Promise<void> {
    const { id, differences: before } = this.#row
    const rows = differences
      .slice(0, Math.max(0, DIFFERENCES_KEPT - before))
      .map(({ order, ...one }, index) => ({
        ...one,
        checkId: id,
        seq: before + index + 1,
        orderId: order?.id ?? null,
        source: order?.source ?? null,
        number: order?.number ?? null,
        repair: null as Repair | null,
      }))
    if (rows.length > 0) await tx`insert into book_differences ${tx(rows)}`
  }
}
