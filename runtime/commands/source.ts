import { randomBytes } from 'node:crypto'
import { Command, Option } from 'commander'
import { CommandError } from '../command-error.ts'
import { withDatabase } from './context.ts'

type SourceOptions = {
  kind: string
  secret?: string
  callbackUrl?: string
  orderUrl?: string
  primaryStore?: string
}

export function sourceCommand(): Command {
  const source = new Command('source').description('connected websites and markets')
  source
    .command('add')
    .description('add a source of orders')
    .argument('<id>', 'as it stands in its addresses, "webshop"')
    .addOption(new Option('--kind <kind>', 'what it speaks').choices(['integrator']).makeOptionMandatory())
    .option(
      '--secret <secret>',
      'whsec_ and base64 of 24 to 64 bytes; left out: one is made and printed once',
    )
    .option('--callback-url <url>', 'where it is told every status')
    .option('--order-url <url>', 'an order in its own admin, with {number}')
    .option('--primary-store <code>', 'where its deliveries are worked')
    .action(addSource)
  return source
}

async function addSource(id: string, options: SourceOptions) {
  checkSource(id, options)
  const secret = options.secret ?? `whsec_${randomBytes(32).toString('base64')}`
  const { kind, callbackUrl = null, orderUrl = null, primaryStore = null } = options
  await withDatabase(async ({ sql, secrets }) => {
    if (
      primaryStore !== null &&
      (await sql`select 1 from stores where code = ${primaryStore}`).length === 0
    ) {
      throw new CommandError(`--primary-store: there is no store "${primaryStore}"`)
    }
    const added = await sql`
      insert into sources (id, kind, secrets, callback_url, order_url, primary_store)
      values (${id}, ${kind}, ${[secrets.seal(secret)]}, ${callbackUrl}, ${orderUrl}, ${primaryStore})
      on conflict do nothing returning id`
    if (added.length === 0) throw new CommandError(`There is a source "${id}" already`)
  })
  process.stdout.write(`Source ${id} added\n`)
  if (!options.secret) process.stdout.write(`Its secret, shown this once: ${secret}\n`)
}

function checkSource(id: string, { secret, callbackUrl, orderUrl }: SourceOptions) {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) throw new CommandError('ID must be 1 to 64 of A–Z a–z 0–9 . _ -')
  if (secret !== undefined && !isSecret(secret)) {
    throw new CommandError('--secret must be whsec_ and base64 of 24 to 64 bytes')
  }
  if (callbackUrl !== undefined && !isWebAddress(callbackUrl)) {
    throw new CommandError('--callback-url must start with http:// or https://')
  }
  if (orderUrl !== undefined && !(isWebAddress(orderUrl) && orderUrl.includes('{number}'))) {
    throw new CommandError('--order-url must start with http:// or https:// and hold {number}')
  }
}

/** Standard Webhooks: 24 to 64 bytes. */
function isSecret(secret: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const { length } = Buffer.from(base64 ?? '', 'base64')
  return length >= 24 && length <= 64
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
