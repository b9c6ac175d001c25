import { WordsContext } from '../context.ts'
import { ErrorSummary } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import type { RefusedReturnForm, ReturnDetails, ReturnEntry } from './details.ts'
import { ExchangeSection } from './Exchange.tsx'
import { CommentForm, NextStep } from './NextStep.tsx'
import { ReturnFacts, ReturnLines, ReturnMoney } from './parts.tsx'
import { ReturnTag } from './ReturnTag.tsx'
import { ReturnOutcome, ReturnStory } from './story.tsx'

interface ReturnPageProps {
  words: Words
  viewer: Viewer
  details: ReturnDetails
  /** What became of what the person just did. */
  outcome: ReturnEntry | null
  refusedForm: RefusedReturnForm | null
  newId: () => string
}

/** One return as one story: what comes next, what comes back, the money, and what happened. */
export function ReturnPage({ words, viewer, details, outcome, refusedForm, newId }: ReturnPageProps) {
  const { t } = words
  const title = t('returns.one', { n: details.n, number: details.number })
  const form = { details, refusedForm, newId }
  return (
    <Layout
      words={words}
      title={refusedForm ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
      follows={details.orderId}
    >
      <WordsContext.Provider value={words}>
        <article class="return" id="return">
          {refusedForm && <ErrorSummary errors={refusedForm.errors} />}
          {outcome && <ReturnOutcome outcome={outcome} />}
          <p>
            <a href={paths.order(details)}>{t('returns.back', { number: details.number })}</a>
          </p>
          <h1>
            {title} <ReturnTag status={details.status} />
          </h1>
          <NextStep {...form} role={viewer.role} />
          <ReturnFacts details={details} />
          <ReturnLines details={details} />
          <ReturnMoney details={details} />
          <ExchangeSection details={details} />
          <ReturnStory details={details} />
          <CommentForm {...form} />
        </article>
      </WordsContext.Provider>
    </Layout>
  )
}
