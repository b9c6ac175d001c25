import { randomUUID } from 'node:crypto'
import { Context } from '@temporalio/activity'
import type { Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'
import { LeaseLost, takeCheck } from './run.ts'

/** Less than an activity may take; a shop with more orders goes on in another one. */
const ROUND_MS = 10 * 60_000

class RoundOver extends Error {
  override name = 'RoundOver'
}

export interface CheckBooksDeps {
  sql: Sql
  log: Log
  /** Absent: a test without an engine. */
  engine?: Pick<Engine, 'client'> | undefined
}

/** Checks the shop's books, or goes on where the last one was ended. @returns whether there is nothing left to do */
export function createCheckBooks({ sql, log, engine }: CheckBooksDeps) {
  return async function checkBooks(): Promise<{ isDone: boolean }> {
    const run = await takeCheck(sql)
    if (run === null) return { isDone: true }
    const context = Context.current()
    const end = Date.now() + ROUND_MS
    const beat = () => {
      context.heartbeat()
      context.cancellationSignal.throwIfAborted()
    }
    const beating = setInterval(() => context.heartbeat(), BEAT_MS)
    try {
      const goOn = () => {
        beat()
        if (Date.now() > end) throw new RoundOver('the rest is for another round')
      }
      await run.carryOut({ sql, engine: engine ?? null }, goOn, beat)
      const { differences } = run
      if (differences > 0) log.warn({ differences }, 'the books do not agree')
      return { isDone: true }
    } catch (error) {
      if (error instanceof RoundOver || isTransient(error) || context.cancellationSignal.aborted) {
        await run.giveBack()
        if (error instanceof RoundOver) return { isDone: false }
        throw error
      }
      if (error instanceof LeaseLost) return { isDone: true }
      const errorId = randomUUID()
      log.error({ err: error, errorId }, 'the books could not be checked')
      await run.fail(errorId)
      return { isDone: true }
    } finally {
      clearInterval(beating)
    }
  }
}

const BEAT_MS = 15_000
