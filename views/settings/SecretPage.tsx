import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { SettingsPage, ShownOnce } from './SettingsPage.tsx'

interface SecretPageProps {
  words: Words
  viewer: Viewer
  id: string
  secret: string
  /** Where the developer's programs reach us. */
  address: string
  /** Of the shop's stores, the first few. */
  storeCodes: string[]
}

/** The one time that a secret can be read, with what else the developer needs. */
export function SecretPage({ words, viewer, id, secret, address, storeCodes }: SecretPageProps) {
  return (
    <SettingsPage words={words} viewer={viewer} part="sources" title={words.t('sources.secretOf', { id })}>
      <section class="panel">
        <p>{words.t('sources.secretHelp')}</p>
        <ShownOnce id="secret" label={words.t('sources.secret')} value={secret} />
        <ShownOnce
          id="address"
          label={words.t('sources.address')}
          value={`${address}/api/v1/sources/${id}/orders`}
        />
        {storeCodes.length > 0 && (
          <ShownOnce id="stores" label={words.t('sources.storeCodes')} value={storeCodes.join(', ')} />
        )}
        <p>
          <a href={paths.apiDocs()}>{words.t('sources.guide')}</a>
        </p>
        <p>
          <a href={paths.source(id)}>{words.t('sources.toSource')}</a>
        </p>
      </section>
    </SettingsPage>
  )
}
