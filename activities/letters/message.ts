import MailComposer from 'nodemailer/lib/mail-composer'
import type { Composed } from './compose.ts'

/** A letter as bytes, with the addresses that the mail server is told. */
export interface Message {
  from: string
  to: string
  raw: Buffer
}

/** Plain text in UTF-8; nodemailer folds and encodes every header, so that no name or subject begins another one. */
export async function messageOf(letter: Composed, { isByHand }: { isByHand: boolean }): Promise<Message> {
  const { from, recipient, replyTo, subject, body, messageId, language } = letter
  const composer = new MailComposer({
    from,
    to: { name: '', address: recipient },
    ...(replyTo === null ? {} : { replyTo: { name: from.name, address: replyTo } }),
    subject,
    text: body,
    messageId,
    // RFC 3834: no out-of-office answers to what no person wrote.
    headers: { 'Content-Language': language, ...(isByHand ? {} : { 'Auto-Submitted': 'auto-generated' }) },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { from: from.address, to: recipient, raw: await composer.compile().build() }
}
