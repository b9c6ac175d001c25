import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import type { Viewer } from './viewer.ts'
import type { Words } from './words.ts'

interface MessagePageProps {
  words: Words
  title: string
  message: string
  /** What to name when asking for help. */
  reference?: string
  viewer?: Viewer | null
  /** The next thing to do; without it, the way to the orders. */
  link?: { href: string; text: string }
}

/** A page that says why there is nothing else to see: not found, not allowed, broken. */
export function MessagePage({ words, title, message, reference, viewer = null, link }: MessagePageProps) {
  const { href, text } = link ?? { href: paths.queue(), text: words.t('error.toOrders') }
  return (
    <Layout words={words} title={title} viewer={viewer}>
      <section class="narrow">
        <h1>{title}</h1>
        <p>{message}</p>
        {reference && (
          <p class="muted">
            {words.t('error.reference')} <code>{reference}</code>
          </p>
        )}
        <p>
          <a href={href}>{text}</a>
        </p>
      </section>
    </Layout>
  )
}
