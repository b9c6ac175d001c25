import type { Child } from 'hono/jsx'
import type { Agreement } from '../../domain/comparison/people.ts'
import { useWords } from '../context.ts'

/** A value of ours beside what the order says: how they agree, in a word and a colour. */
export function Agreeing({ agreement, children }: { agreement: Agreement; children?: Child }) {
  const { t } = useWords()
  return (
    <span class="agreement" data-agreement={agreement}>
      {children} {agreement !== 'unsaid' && <small>{t(`agreement.${agreement}`)}</small>}
    </span>
  )
}

/** The same where it differs; what agrees needs no word. */
export function Differing({ agreement, children }: { agreement: Agreement; children?: Child }) {
  if (agreement === 'same' || agreement === 'unsaid') return <>{children}</>
  return <Agreeing agreement={agreement}>{children}</Agreeing>
}
