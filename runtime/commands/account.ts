import { Command } from 'commander'
import type { AccountFault } from '../../domain/payment-account.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { addAccount } from '../../server/settings/payments.ts'
import { CommandError } from '../command-error.ts'
import { askSecret } from './ask-secret.ts'
import { withDatabase } from './context.ts'

const KEY = 'STRIPE_API_KEY'
const WEBHOOK_SECRET = 'STRIPE_WEBHOOK_SECRET'

export function accountCommand(): Command {
  const account = new Command('account').description('the shop’s accounts at its payment provider (Stripe)')
  account
    .command('add')
    .description(
      `add an account; its key and its webhook's signing secret are taken from ${KEY} and ${WEBHOOK_SECRET}, or asked for on a terminal`,
    )
    .argument('<id>', 'as sources name it, "online"')
    .requiredOption('--merchant-account <name>', 'as the books call it')
    .action(add)
  account.command('list').description('the accounts, and the sources that use them').action(list)
  return account
}

async function add(id: string, { merchantAccount }: { merchantAccount: string }) {
  const apiKey = await askSecret(KEY, 'Secret API key (sk_… or rk_…)', true)
  const webhookSecret = await askSecret(
    WEBHOOK_SECRET,
    'Webhook signing secret (whsec_…, or nothing yet)',
    false,
  )
  const form = { id, merchantAccount, apiKey, webhookSecret }
  const answer = await withDatabase(({ sql, secrets }) => addAccount(sql, secrets, commandLine, form))
  if (answer.ok) {
    process.stdout.write(`Account ${id} added\n`)
    if (webhookSecret.trim() === '')
      process.stdout.write('Its notices are not believed until a signing secret is set\n')
    return
  }
  if (answer.why !== 'faults') throw new CommandError(`There is an account "${id}" already`)
  throw new CommandError(answer.faults.map(inWords).join('\n'))
}

const sentences: Record<AccountFault['code'], string> = {
  code: 'ID must be 1 to 64 of A–Z a–z 0–9 . _ - and not dots alone',
  merchant_account: '--merchant-account must be one line of at most 200 characters',
  no_key: `${KEY} must be the secret API key`,
  public_key: `${KEY} is the publishable key; the secret one begins with sk_ or rk_`,
  api_key: `${KEY} must begin with sk_ or rk_, as Stripe shows it`,
  webhook_secret: `${WEBHOOK_SECRET} must begin with whsec_, as Stripe shows it`,
}

const inWords = ({ code }: AccountFault) => sentences[code]

interface Account {
  id: string
  provider: string
  merchantAccount: string
  isActive: boolean
  hasWebhookSecret: boolean
  sources: string[]
}

async function list() {
  const accounts = await withDatabase(
    ({ sql }) => sql<Account[]>`
      select id, provider, merchant_account, deactivated_at is null as is_active,
        webhook_secret_at is not null as has_webhook_secret,
        array(select s.id from sources s where s.payment_account = a.id order by s.id) as sources
      from payment_accounts a order by id`,
  )
  if (accounts.length === 0) process.stdout.write('There is no account yet\n')
  for (const { id, provider, merchantAccount, isActive, hasWebhookSecret, sources } of accounts) {
    const notes = [
      ...(isActive ? [] : ['deactivated']),
      ...(hasWebhookSecret ? [] : ['no signing secret yet']),
      sources.length > 0 ? `for ${sources.join(', ')}` : 'for no source',
    ]
    process.stdout.write(`${id}: ${provider}, ${merchantAccount}; ${notes.join('; ')}\n`)
  }
}
