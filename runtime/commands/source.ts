import { Command, Option } from 'commander'
import { type SourceFault, type SourceKind, sourceKinds } from '../../domain/source-settings.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { addSource, checkNewSource } from '../../server/settings/sources.ts'
import { CommandError } from '../command-error.ts'
import { withDatabase } from './context.ts'

type SourceOptions = {
  kind: SourceKind
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
    .addOption(new Option('--kind <kind>', 'what it speaks').choices([...sourceKinds]).makeOptionMandatory())
    .option(
      '--secret <secret>',
      'whsec_ and base64 of 24 to 64 bytes; left out: one is made and printed once',
    )
    .option('--callback-url <url>', 'where it is told every status')
    .option('--order-url <url>', 'an order in its own admin, with {number}')
    .option('--primary-store <code>', 'where its deliveries are worked')
    .action(add)
  return source
}

async function add(id: string, options: SourceOptions) {
  const { kind, secret, callbackUrl = '', orderUrl = '', primaryStore = '' } = options
  const wish = { id, kind, form: { callbackUrl, orderUrl, primaryStore }, secret }
  const read = checkNewSource(wish)
  const answer = read.ok
    ? await withDatabase(({ sql, secrets }) => addSource(sql, secrets, commandLine, wish))
    : read
  if (!answer.ok) throw new CommandError(whyNot(id, options, answer))
  process.stdout.write(`Source ${id} added\n`)
  if (!secret) process.stdout.write(`Its secret, shown this once: ${answer.secret}\n`)
}

type Refusal = Exclude<Awaited<ReturnType<typeof addSource>>, { ok: true }>

function whyNot(id: string, options: SourceOptions, refusal: Refusal): string {
  if (refusal.why === 'known') return `There is a source "${id}" already`
  if (refusal.why !== 'faults') return '--secret must be whsec_ and base64 of 24 to 64 bytes'
  return refusal.faults.map((fault) => inWords(fault, options)).join('\n')
}

const optionNames = { callbackUrl: '--callback-url', orderUrl: '--order-url' } as const

function inWords({ field, code }: SourceFault, { primaryStore }: SourceOptions): string {
  if (field === 'id') return 'ID must be 1 to 64 of A–Z a–z 0–9 . _ - and not dots alone'
  if (field === 'primaryStore') return `--primary-store: there is no store "${primaryStore}"`
  const option = optionNames[field]
  if (code === 'credentials') return `${option} must hold no name and no password`
  if (code === 'order_address') return `${option} must start with http:// or https:// and hold {number}`
  return `${option} must start with http:// or https:// and be a whole address`
}
