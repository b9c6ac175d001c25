import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'

/** What the page shows of the sample shop: what would go, and what the shop's own data keeps. */
export interface SampleShown {
  removedAt: Date | null
  orders: number
  products: number
  customers: number
  stores: number
  kept: { products: string[]; customers: string[]; stores: string[] }
}

interface Props {
  words: Words
  viewer: Viewer
  /** Null: there was never one. */
  sample: SampleShown | null
}

/** The page that says what removing the sample shop takes away, with the one button that does it. */
export function SamplePage({ words, viewer, sample }: Props) {
  const { t } = words
  const isThere = sample !== null && sample.removedAt === null
  const wasThere = sample !== null && !isThere
  return (
    <Layout words={words} title={t('sample.title')} viewer={viewer}>
      <section class="narrow" id="sample">
        <h1>{t(isThere ? 'sample.removeTitle' : wasThere ? 'sample.removedTitle' : 'sample.goneTitle')}</h1>
        {isThere ? (
          <Removal words={words} sample={sample} />
        ) : (
          <p>{t(wasThere ? 'sample.removed' : 'sample.gone')}</p>
        )}
        <p>
          <a href={paths.queue()}>{t('error.toOrders')}</a>
        </p>
      </section>
    </Layout>
  )
}

function Removal({ words, sample }: { words: Words; sample: SampleShown }) {
  const { t, number } = words
  const kept = Object.entries(sample.kept).flatMap(([, names]) => names)
  return (
    <>
      <p>{t('sample.goes')}</p>
      <ul>
        {(['orders', 'products', 'customers', 'stores'] as const).map((what) => (
          <li>{t(`sample.${what}`, { count: sample[what], shown: number(sample[what]) })}</li>
        ))}
        <li>{t('sample.source')}</li>
      </ul>
      <p>{t('sample.stays')}</p>
      {kept.length > 0 && (
        <>
          <p>{t('sample.kept')}</p>
          <ul>
            {kept.map((name) => (
              <li>{name}</li>
            ))}
          </ul>
        </>
      )}
      <form class="sample-removal" method="post" action={paths.sampleRemoval()}>
        <button type="submit" class="warning">
          {t('sample.remove')}
        </button>
      </form>
    </>
  )
}
