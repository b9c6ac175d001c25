import { failpoint } from '../../db/failpoint.ts'
import { isTransient } from '../../db/transient.ts'
import { afterLetterTry, type MailAnswer } from '../../domain/letter-tries.ts'
import type { SecretOpener } from '../../intake/directory.ts'
import type { Log } from '../log.ts'
import type { Due } from './claim.ts'
import { type ComposeDeps, type Composed, type Composing, compose } from './compose.ts'
import { messageOf } from './message.ts'
import { endUntried, handOver, letGo, noteTry } from './note.ts'
import { giveToServer, type SmtpDeps } from './smtp.ts'

export interface DeliverDeps extends ComposeDeps, SmtpDeps {
  secrets: SecretOpener
  log: Log
  now: () => Date
}

/** Writes one letter, sends it, and notes what came of it. */
export async function deliver(deps: DeliverDeps, due: Due, breakOff: AbortSignal): Promise<void> {
  const { sql, log, now } = deps
  const details = { letter: due.id, orderId: due.orderId, kind: due.kind, try: due.tries }
  const composing = await tryComposing(deps, due)
  if (!composing.ok) {
    await endUntried(sql, due, composing.trouble, now())
    log.warn({ ...details, trouble: composing.trouble }, 'a letter is not sent')
    return
  }
  const { letter } = composing
  failpoint('letter:before', due.orderId)
  const answer = await send(deps, due, letter, breakOff)
  failpoint('letter:sent', due.orderId)
  const isUnsent = answer.is === 'withdrawn' || answer.is === 'server'
  if (answer.is === 'withdrawn' || (isUnsent && breakOff.aborted)) return letGo(sql, due, now())
  const after = afterLetterTry(due, answer, now(), Math.random())
  await noteTry(sql, due, letter, answer, after, now())
  failpoint('letter:noted', due.orderId)
  if (after.status === 'sent') log.info(details, 'a letter was sent')
  else log.warn({ ...details, answer: answer.is, next: after.status }, 'a letter was not sent')
}

/** What can't be written has failed at once: the same order would be read the same way again. */
async function tryComposing(deps: DeliverDeps, due: Due): Promise<Composing> {
  try {
    return await compose(deps, due, deps.now())
  } catch (error) {
    if (isTransient(error)) throw error
    deps.log.error({ err: error, letter: due.id, orderId: due.orderId }, 'a letter can not be written')
    return { ok: false, trouble: 'not_written' }
  }
}

async function send(
  deps: DeliverDeps,
  due: Due,
  letter: Composed,
  breakOff: AbortSignal,
): Promise<MailAnswer> {
  const { sql, secrets, log, now } = deps
  const { server } = due
  let password: string | null
  try {
    password = server.sealedPassword === null ? null : secrets.open(server.sealedPassword)
  } catch (error) {
    log.error({ error: String(error) }, 'The password of the mail server can not be opened')
    return { is: 'server', trouble: 'sealed', words: null }
  }
  const isByHand = due.kind === 'free'
  const message = await messageOf(letter, { isByHand })
  const giving = { server, password, message, handOver: () => handOver(sql, due, letter, now()) }
  return giveToServer(deps, giving, breakOff)
}
