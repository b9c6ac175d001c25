import { useWords } from '../context.ts'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { LateLetter } from '../settings/mail.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'

interface LateLettersProps {
  late: { count: number; letters: LateLetter[] }
  timeZone: string
}

/** Letters that did not go out, each leading to where it can be sent again. */
export function LateLetters({ late: { count, letters }, timeZone }: LateLettersProps) {
  const { t, dateTime } = useWords()
  return (
    <section class="panel settings-wide" id="late">
      <h2>{count === 0 ? t('lateLetters.none') : t('lateLetters.count', { count })}</h2>
      {letters.length > 0 && (
        <ul class="values">
          {letters.map((letter) => (
            <li>
              <a href={paths.letter(letter, letter.id)}>{letter.number}</a> {t(`letter.kind.${letter.kind}`)},{' '}
              <time datetime={letter.endedAt.toISOString()}>{dateTime(letter.endedAt, timeZone)}</time>:{' '}
              {letter.trouble && t(`letter.trouble.${letter.trouble}`)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function LateLettersPage({
  words,
  viewer,
  ...props
}: LateLettersProps & { words: Words; viewer: Viewer }) {
  return (
    <Layout words={words} title={words.t('lateLetters.title')} viewer={viewer} follows="all">
      <h1>{words.t('lateLetters.title')}</h1>
      <LateLetters {...props} />
    </Layout>
  )
}
