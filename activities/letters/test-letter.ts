import { randomUUID } from 'node:crypto'
import { LETTERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'
import type { ServerTrouble } from '../../domain/letters.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import type { SecretOpener } from '../../intake/directory.ts'
import type { MailServer } from './claim.ts'
import { messageOf } from './message.ts'
import { giveToServer, type SmtpDeps } from './smtp.ts'

/** What came of it; `words`: the mail server's own. */
export interface TestAnswer {
  isSent: boolean
  trouble: ServerTrouble | null
  words: string | null
}

/** An owner waits for the answer. */
const limits = { connectMs: 5_000, answerMs: 10_000, wholeMs: 20_000 }

/** Sends a letter at once, to see whether the mail server takes it; a server that does is not away any more. */
export async function sendTestLetter(
  { sql, secrets, ...smtp }: { sql: Sql; secrets: SecretOpener } & Pick<SmtpDeps, 'own' | 'tls'>,
  { to, subject, text }: { to: string; subject: string; text: string },
): Promise<TestAnswer> {
  const [server] = await sql<MailServer[]>`
    select host, port, security, username, sealed_password, from_address, away_tries from mail_server`
  if (!server || !isMailAddress(to)) return { isSent: false, trouble: 'other', words: null }
  let password: string | null
  try {
    password = server.sealedPassword === null ? null : secrets.open(server.sealedPassword)
  } catch {
    return { isSent: false, trouble: 'sealed', words: null }
  }
  const [, domain] = server.fromAddress.split('@')
  const letter = {
    language: 'en',
    recipient: to,
    subject,
    body: text,
    messageId: `<${randomUUID()}@${domain}>`,
    templateFault: null,
    from: { name: '', address: server.fromAddress },
    replyTo: null,
  } as const
  const giving = {
    server,
    password,
    message: await messageOf(letter, { isByHand: false }),
    handOver: async () => true,
  }
  const answer = await giveToServer({ ...smtp, limits }, giving, new AbortController().signal)
  if (answer.is === 'taken') {
    await sql`
      update mail_server set away_since = null, away_tries = 0, away_until = null, trouble = null, answer = null,
        last_sent_at = now()`
    await sql.notify(LETTERS_CHANNEL, '')
  }
  const trouble = answer.is === 'server' ? answer.trouble : answer.is === 'no_answer' ? 'broken_off' : null
  return { isSent: answer.is === 'taken', trouble, words: 'words' in answer ? answer.words : null }
}
