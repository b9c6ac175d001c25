import { OVERLAP_HOURS, OVERLAP_HOURS_MAX } from '../../domain/source-settings.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError } from '../fields.tsx'
import { Try } from '../order/Callbacks.tsx'
import { paths } from '../paths.ts'
import { StatusTag } from '../tags.tsx'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { OneButton } from './PersonPage.tsx'
import { SettingsPage } from './SettingsPage.tsx'
import {
  Inactive,
  type SourceFields,
  SourceSettingsFields,
  type StoreOption,
  Troubles,
} from './SourcesPage.tsx'
import type { SourceShown } from './sources.ts'

interface SourcePageProps {
  words: Words
  viewer: Viewer
  source: SourceShown
  stores: StoreOption[]
  now: Date
  timeZone: string
  done?: Key | null
  form?: Omit<SourceFields, 'id'>
  overlapHours?: string
  errors?: FieldError[]
}

export function SourcePage(props: SourcePageProps) {
  const { words, viewer, source, stores, done, form, errors = [] } = props
  const { callbackUrl, orderUrl, primaryStore } = source
  const kept = {
    callbackUrl: callbackUrl ?? '',
    orderUrl: orderUrl ?? '',
    primaryStore: primaryStore ?? '',
  }
  return (
    <SettingsPage words={words} viewer={viewer} part="sources" title={source.id} done={done} errors={errors}>
      {source.isSealed && (
        <div class="notice" data-tone="late">
          <p>{words.t('sources.sealed')}</p>
        </div>
      )}
      <Facts {...props} />
      <p>
        <a href={paths.sourceRules(source.id)}>{words.t('rules.ofSource')}</a>{' '}
        <a href={paths.sourcePayment(source.id)}>{words.t('sourcePayment.ofSource')}</a>
      </p>
      <div class="pair">
        <section class="panel">
          <h2>{words.t('sources.settings')}</h2>
          <form method="post" action={paths.source(source.id)} novalidate>
            <SourceSettingsFields stores={stores} form={form ?? kept} errors={errors} />
            <button type="submit" class="primary">
              {words.t('settings.save')}
            </button>
          </form>
        </section>
        <div>
          <Secret {...props} />
          <Activity source={source} />
        </div>
      </div>
      <LateCallbacks {...props} />
    </SettingsPage>
  )
}

function Facts({ source, now, timeZone }: SourcePageProps) {
  const { t, age, number, dateTime } = useWords()
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t('sources.kind')}</dt>
          <dd>
            {t(`sources.kinds.${source.kind}`)} <Inactive source={source} />
          </dd>
        </div>
        <div>
          <dt>{t('sources.seen')}</dt>
          <dd>
            {source.lastSeenAt
              ? t('settings.ago', { age: age(source.lastSeenAt, now) })
              : t('settings.never')}
          </dd>
        </div>
        <div>
          <dt>{t('sources.today')}</dt>
          <dd>{number(source.ordersToday)}</dd>
        </div>
        <div>
          <dt>{t('sources.troubles')}</dt>
          <dd>
            <Troubles source={source} />
          </dd>
        </div>
      </dl>
      {source.lastRefusal && (
        <p class="muted">
          {t('sources.lastRefusal', {
            time: dateTime(source.lastRefusal.at, timeZone),
            detail: source.lastRefusal.detail,
          })}
        </p>
      )}
    </>
  )
}

function Secret({ source, timeZone, overlapHours = String(OVERLAP_HOURS), errors = [] }: SourcePageProps) {
  const { t, dateTime } = useWords()
  return (
    <section class="panel">
      <h2>{t('sources.secret')}</h2>
      <form class="one-button" method="post" action={paths.sourceAction(source.id, 'rotate')} novalidate>
        <p>{t('sources.rotateHelp')}</p>
        <Field
          id="overlapHours"
          name="overlapHours"
          label={t('sources.overlap')}
          hint={t('sources.overlapHint', { max: OVERLAP_HOURS_MAX })}
          value={overlapHours}
          error={errors.find(({ field }) => field === 'overlapHours')?.message}
          inputmode="numeric"
          maxlength={3}
        />
        <button type="submit">{t('sources.rotate')}</button>
      </form>
      {source.retiring.length > 0 && (
        <>
          <ul>
            {source.retiring.map(({ until }) => (
              <li>{t('sources.retiring', { time: dateTime(until, timeZone), zone: timeZone })}</li>
            ))}
          </ul>
          <OneButton
            action={paths.sourceAction(source.id, 'revoke')}
            label={t('sources.revoke')}
            tone="warning"
          >
            {t('sources.revokeHelp')}
          </OneButton>
        </>
      )}
    </section>
  )
}

function Activity({ source }: { source: SourceShown }) {
  const { t } = useWords()
  return (
    <section class="panel">
      <h2>{t('sources.access')}</h2>
      {source.deactivatedAt ? (
        <OneButton action={paths.sourceAction(source.id, 'reactivate')} label={t('sources.reactivate')}>
          {t('sources.reactivateHelp')}
        </OneButton>
      ) : (
        <OneButton
          action={paths.sourceAction(source.id, 'deactivate')}
          label={t('sources.deactivate')}
          tone="warning"
        >
          {t('sources.deactivateHelp')}
        </OneButton>
      )}
    </section>
  )
}

function LateCallbacks({ source, timeZone }: SourcePageProps) {
  const { t, dateTime } = useWords()
  if (source.lateCallbacks.length === 0) return null
  return (
    <section class="panel late-callbacks">
      <h2>{t('sources.late')}</h2>
      <ol class="timeline">
        {source.lateCallbacks.map(({ number, about, status, nextTryAt, tries }) => (
          <li>
            <p>
              <a href={paths.order({ source: source.id, number })}>{number}</a> <StatusTag status={about} />{' '}
              {status === 'waiting'
                ? t('callback.next', { at: dateTime(nextTryAt, timeZone) })
                : t('callback.status.given_up')}
            </p>
            <ul class="facts">
              {tries.map((one) => (
                <Try one={one} timeZone={timeZone} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}
