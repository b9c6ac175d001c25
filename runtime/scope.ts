import type { Log } from './log.ts'

/** What a program has opened, closed again in the reverse order when it ends or is told to stop. */
export type Scope = {
  /** aborted by SIGINT or SIGTERM */
  signal: AbortSignal
  /** the log that the closing itself writes to, once there is one */
  log: Log | undefined
  onClose(close: () => Promise<unknown> | unknown): void
}

/** A signal to the whole group reaches us twice, by npm as well; a person who insists takes longer. */
const oneSignalMilliseconds = 1_000

/**
 * Runs the body and closes what it opened, whatever happens. After SIGINT or SIGTERM the body has its signal
 * aborted; a second one a second later or more ends the process at once.
 */
export async function inScope<T>(body: (scope: Scope) => Promise<T>): Promise<T> {
  const closing: (() => Promise<unknown> | unknown)[] = []
  const stopping = new AbortController()
  const scope: Scope = { signal: stopping.signal, log: undefined, onClose: (close) => closing.push(close) }
  const forget = onStopSignals(() => stopping.abort())
  try {
    return await body(scope)
  } finally {
    for (const close of closing.reverse()) await closeOne(close, scope)
    forget()
  }
}

/** Resolves when the program is told to stop. */
export function untilStopped({ signal }: Scope): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  const keepAlive = setInterval(() => undefined, 3_600_000)
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive)
      resolve()
    })
  })
}

/** One part that does not close must not keep the others open. */
async function closeOne(close: () => Promise<unknown> | unknown, scope: Scope) {
  try {
    await close()
  } catch (error) {
    scope.log?.error({ error: String(error) }, 'A part did not close')
  }
}

function onStopSignals(stop: () => void): () => void {
  let first = 0
  const onSignal = () => {
    if (first === 0) {
      first = Date.now()
      stop()
    } else if (Date.now() - first > oneSignalMilliseconds) {
      process.exit(130)
    }
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
