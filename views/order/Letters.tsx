import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import type { OrderDetails } from './details.ts'
import type { MailState, ShownLetter } from './letters.ts'

const tones = {
  waiting: 'soon',
  sending: 'soon',
  sent: 'ok',
  failed: 'late',
  unknown: 'late',
  taken_back: 'calm',
} as const

interface LettersProps {
  order: OrderDetails
  role: Role
  newId: () => string
}

/** What customer and store were written about the order, with what came of it; and the way to write one. */
export function Letters({ order, role, newId }: LettersProps) {
  const { t } = useWords()
  const { mail, letters } = order.letters
  return (
    <section class="panel" id="letters">
      <h2>{t('letter.title')}</h2>
      {mail === 'none' && <NoServer role={role} />}
      {letters.length > 0 && (
        <ol class="timeline letters">
          {letters.map((letter) => (
            <Letter letter={letter} order={order} mail={mail} newId={newId} />
          ))}
        </ol>
      )}
      {letters.length === 0 && mail !== 'none' && <p class="muted">{t('letter.none')}</p>}
      {mail !== 'none' && (
        <p>
          <a href={paths.writeLetter(order)}>{t('letter.write')}</a>
        </p>
      )}
    </section>
  )
}

function NoServer({ role }: { role: Role }) {
  const { t } = useWords()
  return (
    <p class="muted">
      {t('letter.noServer')} {may(role, 'manageMail') && <a href={paths.mail()}>{t('letter.setUp')}</a>}
    </p>
  )
}

interface LetterProps extends Omit<LettersProps, 'role'> {
  letter: ShownLetter
  mail: MailState
}

function Letter({ letter, order, mail, newId }: LetterProps) {
  const words = useWords()
  const { t } = words
  const { id, kind, status, recipient, subject, body, language, templateFault } = letter
  const isErased = body === ''
  const canSendAgain =
    mail !== 'none' && !isErased && (status === 'sent' || status === 'failed' || status === 'unknown')
  return (
    <li id={`letter-${id}`}>
      <p>
        <strong>{t(`letter.kind.${kind}`)}</strong>{' '}
        <span class="tag" data-tone={tones[status]}>
          {t(`letter.status.${status}`)}
        </span>{' '}
        {outcomeInWords(words, letter, order, mail)}
      </p>
      {originInWords(words, letter) && <p class="muted">{originInWords(words, letter)}</p>}
      {templateFault && <p class="muted">{t('letter.templateFault', { fault: templateFault })}</p>}
      {subject !== null && body !== null && !isErased && (
        <details id={`letter-${id}-text`}>
          <summary>{t('letter.text', { to: recipient ?? '' })}</summary>
          <div class="letter" lang={language ?? undefined}>
            <p>
              <strong>{subject}</strong>
            </p>
            <p class="letter-text">{body}</p>
          </div>
        </details>
      )}
      {status === 'unknown' && <Arrived letter={letter} order={order} />}
      {canSendAgain && <Again letter={letter} order={order} newId={newId} />}
    </li>
  )
}

/** Whoever asked the customer can say so. */
function Arrived({ letter: { id }, order }: Pick<LetterProps, 'letter' | 'order'>) {
  const { t } = useWords()
  return (
    <form id={`letter-${id}-arrival`} method="post" action={paths.letterArrived(order, id)}>
      <button type="submit">{t('letter.arrivedButton')}</button>
    </form>
  )
}

/** Elsewhere, too: what bounced had perhaps a slip in its address. */
function Again({ letter: { id, recipient, status }, order, newId }: Omit<LetterProps, 'mail'>) {
  const { t } = useWords()
  return (
    <details id={`letter-${id}-again`} open={status !== 'sent'}>
      <summary>{t('letter.again')}</summary>
      <form id={`letter-${id}-form`} method="post" action={paths.letterAgain(order, id)} class="letter-again">
        <input type="hidden" name="actionId" value={newId()} />
        <Field
          id={`letter-${id}-to`}
          name="to"
          type="email"
          label={t('letter.to')}
          value={recipient ?? order.customer?.email ?? ''}
          maxlength={254}
        />
        <button type="submit">{t('letter.againButton')}</button>
      </form>
    </details>
  )
}

function originInWords({ t }: Words, { who, isAgain, advertising }: ShownLetter): string {
  const by = who === null ? '' : t(isAgain ? 'letter.againBy' : 'letter.writtenBy', { who })
  return [by, advertising ? t('letter.advertising') : ''].filter(Boolean).join(' ')
}

function outcomeInWords(
  words: Words,
  letter: ShownLetter,
  { timeZone, now }: OrderDetails,
  mail: MailState,
): string {
  const { t, dateTime, second } = words
  const { status, trouble, answer, notBefore, nextTryAt, endedAt, settledBy } = letter
  const said = answer === null ? '' : t('letter.said', { words: answer })
  if (settledBy !== null) return t('letter.settled', { who: settledBy })
  if (status === 'sent') return t('letter.sentAt', { at: dateTime(endedAt ?? now, timeZone) })
  if (status === 'waiting') {
    if (notBefore !== null && notBefore > now) return t('letter.held', { at: second(notBefore, timeZone) })
    if (mail === 'none') return t('letter.waitsForServer')
    if (mail === 'away') return t('letter.serverAway')
    if (trouble === null) return t('letter.soon')
    return [t(`letter.trouble.${trouble}`), said, t('letter.next', { at: dateTime(nextTryAt, timeZone) })]
      .filter(Boolean)
      .join(' ')
  }
  if (status === 'sending') return t('letter.handed')
  if (status === 'taken_back' && trouble === null) return t('letter.takenBack')
  return [trouble === null ? '' : t(`letter.trouble.${trouble}`), said].filter(Boolean).join(' ')
}
