import { noticesAskedFor } from '../../domain/payment-account.ts'
import { useWords } from '../context.ts'
import type { FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { AccountFields, InactiveAccount, LastNotice } from './PaymentsPage.tsx'
import { OneButton } from './PersonPage.tsx'
import type { AccountShown, AccountTried } from './payments.ts'
import { SettingsPage, ShownOnce } from './SettingsPage.tsx'

interface PaymentPageProps {
  words: Words
  viewer: Viewer
  account: AccountShown
  timeZone: string
  /** Where the outside reaches us. */
  address: string
  done?: Key | null
  merchantAccount?: string
  errors?: FieldError[]
  tried?: AccountTried
}

/** One account at the payment provider: its name and secrets, what it sends us, whether it can be used. */
export function PaymentPage(props: PaymentPageProps) {
  const { words, viewer, account, done, errors = [], tried } = props
  const { t } = words
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="payments"
      title={account.id}
      done={done}
      errors={errors}
    >
      {tried && <Tried tried={tried} />}
      <Facts {...props} />
      <div class="pair">
        <section class="panel">
          <h2>{t('payments.settings')}</h2>
          <form id="payment-account" method="post" action={paths.payment(account.id)} novalidate>
            <AccountFields
              merchantAccount={props.merchantAccount ?? account.merchantAccount}
              errors={errors}
            />
            <button type="submit" class="primary">
              {t('settings.save')}
            </button>
          </form>
        </section>
        <div>
          <section class="panel">
            <h2>{t('payments.try')}</h2>
            <OneButton action={paths.paymentAction(account.id, 'test')} label={t('payments.tryButton')}>
              {t('payments.tryHelp')}
            </OneButton>
          </section>
          <Access account={account} />
        </div>
      </div>
      <Notices {...props} />
    </SettingsPage>
  )
}

function Tried({ tried }: { tried: AccountTried }) {
  const { t } = useWords()
  return (
    <div class="notice" data-tone={tried.isGood ? 'ok' : 'late'} role="status" id="tried">
      <p>{triedInWords(t, tried)}</p>
    </div>
  )
}

function triedInWords(t: Words['t'], tried: AccountTried): string {
  if (tried.isGood === null) return t('payments.tried.away', { errorId: tried.errorId })
  if (!tried.isGood) return t(`payments.tried.${tried.why}`)
  const mode = t(tried.isTest ? 'payments.tried.test' : 'payments.tried.live')
  const good =
    tried.name === null ? t('payments.tried.good') : t('payments.tried.named', { name: tried.name })
  return `${good} ${mode}`
}

function Facts({ account, timeZone }: PaymentPageProps) {
  const { t, dateTime } = useWords()
  const { hasWebhookSecret, unsignedAt, lastNotice } = account
  const isUnsignedLast = unsignedAt !== null && (lastNotice === null || unsignedAt > lastNotice.at)
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t('payments.provider')}</dt>
          <dd>
            {t(`payments.providers.${account.provider}`)} <InactiveAccount account={account} />
          </dd>
        </div>
        <div>
          <dt>{t('payments.sources')}</dt>
          <dd>
            {account.sources.length === 0 && t('payments.noSources')}
            {account.sources.map((source) => (
              <>
                <a href={paths.sourcePayment(source)}>{source}</a>{' '}
              </>
            ))}
          </dd>
        </div>
        <div>
          <dt>{t('payments.lastNotice')}</dt>
          <dd>
            <LastNotice account={account} timeZone={timeZone} />
          </dd>
        </div>
      </dl>
      {!hasWebhookSecret && (
        <p class="notice" data-tone="soon">
          {t('payments.noWebhookSecret')}
        </p>
      )}
      {hasWebhookSecret && isUnsignedLast && (
        <p class="notice" data-tone="soon">
          {t('payments.unsigned', { at: dateTime(unsignedAt, timeZone) })}
        </p>
      )}
    </>
  )
}

function Access({ account }: { account: AccountShown }) {
  const { t } = useWords()
  const action = account.deactivatedAt === null ? 'deactivate' : 'reactivate'
  return (
    <section class="panel" id="access">
      <h2>{t('payments.access')}</h2>
      <OneButton
        action={paths.paymentAction(account.id, action)}
        label={t(`payments.${action}`)}
        tone={action === 'deactivate' ? 'warning' : undefined}
      >
        {t(`payments.${action}Help`)}
      </OneButton>
    </section>
  )
}

/** What to enter at the provider, so that it tells us what happens there. */
function Notices({ account, address }: PaymentPageProps) {
  const { t } = useWords()
  return (
    <section class="panel settings-wide">
      <h2>{t('payments.notices')}</h2>
      <p>{t('payments.noticesHelp')}</p>
      <ShownOnce id="webhook" label={t('payments.webhook')} value={`${address}/webhooks/${account.id}`} />
      <p>{t('payments.events')}</p>
      <ul class="values">
        {noticesAskedFor.map((event) => (
          <li>
            <code>{event}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
