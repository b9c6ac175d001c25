import type { MiddlewareHandler } from 'hono'
import pLimit, { type LimitFunction } from 'p-limit'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { SignedEnv } from './deps.ts'
import { problem } from './problem.ts'

export const share = {
  /** Of the ten connections to the database that a web server has, so that the others and the pages find one free. */
  atOnce: 5,
  /** Of bodies that wait or are worked on: a dozen of the largest, and thousands of single orders. */
  bytes: 64 * 1024 * 1024,
  /** The contract promises 200 requests a second; beyond half as much again, over ten seconds, a source has to wait. */
  requests: 3_000,
  windowSeconds: 10,
}

/** Until the largest bodies are through. */
const WAIT_MS = 5_000

interface Share {
  turn: LimitFunction
  bytes: number
}

/**
 * Each source has a share of its own of this process: one that floods waits for itself, and at last is answered with
 * 429, while the others go on. Behind the signature, so that nobody can use up the share of another.
 */
export function fairShare(limits = share): MiddlewareHandler<SignedEnv> {
  const rates = new RateLimiterMemory({ points: limits.requests, duration: limits.windowSeconds })
  const shares = new Map<string, Share>()
  return async function fairly(c, next) {
    const { source, body } = c.var
    const own = shares.get(source) ?? { turn: pLimit(limits.atOnce), bytes: 0 }
    shares.set(source, own)
    const waitMs = own.bytes + body.length > limits.bytes ? WAIT_MS : await overRate(rates, source)
    if (waitMs > 0) {
      c.header('retry-after', String(Math.ceil(waitMs / 1_000)))
      return problem(c, 'too-many', 'More came from this source than it may send. Wait, then send it again.')
    }
    own.bytes += body.length
    try {
      await own.turn(next)
    } finally {
      own.bytes -= body.length
    }
  }
}

/** How long the source has to wait, in milliseconds; 0: not at all. */
async function overRate(rates: RateLimiterMemory, source: string): Promise<number> {
  try {
    await rates.consume(source)
    return 0
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused.msBeforeNext
    throw refused
  }
}
