import { BODY_MAX, SUBJECT_MAX } from './letters.ts'
import { isMailAddress } from './mail-address.ts'
import { type Fault, isPlainLine, isPlainText, type Read, withPlainLines } from './set-up.ts'

/** What a letter that somebody writes is for. */
export const letterPurposes = ['order', 'advertising'] as const
export type LetterPurpose = (typeof letterPurposes)[number]

/** As typed. */
export interface FreeLetterForm {
  to: string
  subject: string
  text: string
  purpose: string
}

export interface FreeLetter {
  to: string
  subject: string
  text: string
  purpose: LetterPurpose
}

export type FreeLetterFault = Fault<
  keyof FreeLetterForm,
  'to' | 'subject' | 'text' | 'unseen' | 'purpose' | 'no_consent'
>

/** @param mayAdvertise the customer agreed to hear from the shop */
export function readFreeLetter(
  form: FreeLetterForm,
  mayAdvertise: boolean,
): Read<FreeLetter, FreeLetterFault> {
  const [to, subject] = [form.to.trim(), form.subject.trim()]
  const text = withPlainLines(form.text)
  const purpose = letterPurposes.find((one) => one === form.purpose)
  const faults: FreeLetterFault[] = []
  if (!isMailAddress(to)) faults.push({ field: 'to', code: 'to' })
  if (subject === '' || !isPlainLine(subject, SUBJECT_MAX)) faults.push({ field: 'subject', code: 'subject' })
  if (text === '' || text.length > BODY_MAX) faults.push({ field: 'text', code: 'text' })
  else if (!isPlainText(text)) faults.push({ field: 'text', code: 'unseen' })
  if (purpose === undefined) faults.push({ field: 'purpose', code: 'purpose' })
  else if (purpose === 'advertising' && !mayAdvertise) faults.push({ field: 'purpose', code: 'no_consent' })
  if (purpose === undefined || faults.length > 0) return { ok: false, faults }
  return { ok: true, value: { to, subject, text, purpose } }
}
