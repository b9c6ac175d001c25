import type { PaymentProvider } from '../connectors/payment-provider.ts'
import { connect } from '../db/client.ts'
import type { ShelfLabel } from '../domain/shelf-label.ts'
import type { NoticeAccount, NoticeReader } from '../intake/provider-notice.ts'
import { createApp } from '../server/app.ts'
import { ensureFirstOwner } from '../server/auth.ts'
import { openEngine } from './engine.ts'
import { webWithFailpoints } from './failpoints.ts'
import { processFigures } from './figures.ts'
import { ownServers } from './own-servers.ts'
import type { Scope } from './scope.ts'
import { homeKey, type SecretBox, secretBox } from './secret-box.ts'
import type { Surroundings } from './surroundings.ts'
import { startWeb } from './web.ts'

const webPoolSize = 10

/** The web server, with a pool of its own, so that a busy worker never keeps a page waiting. @returns its address. */
export async function openWebPart(surroundings: Surroundings, scope: Scope): Promise<string> {
  const { databaseUrl, temporal, config, home, log } = surroundings
  const sql = connect(databaseUrl, { max: webPoolSize, name: 'kickstand-web' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const owner = await ensureFirstOwner(sql, config)
  if (owner)
    process.stdout.write(`First owner, shown this once: ${owner.email} with the password ${owner.password}\n`)
  const key = homeKey(config, home)
  const { publicUrl } = config
  let localUrl = ''
  const address = () => publicUrl ?? localUrl
  const secrets = secretBox(key)
  const figures = { registry: processFigures(), metricsToken: config.metricsToken }
  const app = createApp({
    sql,
    engine,
    key,
    secrets,
    databaseUrl,
    publicUrl,
    address,
    log,
    drawLabel,
    sendTestLetter: async (letter) => {
      const { sendTestLetter } = await import('../activities/letters/test-letter.ts')
      return sendTestLetter({ sql, secrets, own: ownServers(surroundings) }, letter)
    },
    readNotice: noticeReader(secrets),
    tryPaymentAccount: async (account) => (await providerOf(secrets, account)).whoseKey(),
    ...figures,
  })
  scope.onClose(() => app.close())
  const web = await startWeb(webWithFailpoints(app), config)
  scope.onClose(() => web.stop())
  scope.onClose(async () => app.endStreams())
  localUrl = web.url
  return localUrl
}

/** Stripe's library is loaded with its first notice: many shops have no account. */
const noticeReader =
  (secrets: SecretBox): NoticeReader =>
  async (account, body, signature) =>
    (await providerOf(secrets, account)).readNotice(body, signature)

async function providerOf(
  secrets: SecretBox,
  { apiKey, webhookSecret, baseUrl }: NoticeAccount,
): Promise<PaymentProvider> {
  const { stripeProvider } = await import('../connectors/stripe/provider.ts')
  return stripeProvider({
    apiKey: secrets.open(apiKey),
    webhookSecret: secrets.open(webhookSecret),
    baseUrl: baseUrl ?? undefined,
  })
}

/** Loaded with the first label: many desks never print one. */
async function drawLabel(label: ShelfLabel): Promise<Buffer> {
  const [{ renderShelfLabel }, { paperWords }] = await Promise.all([
    import('../activities/paper/shelf-label.ts'),
    import('../activities/paper/words.ts'),
  ])
  return renderShelfLabel(label, paperWords)
}
