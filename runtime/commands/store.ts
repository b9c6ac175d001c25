import { Command } from 'commander'
import { decimalsOf } from '../../domain/money.ts'
import { parseOpeningHours } from '../../domain/opening-hours.ts'
import { CommandError } from '../command-error.ts'
import { withDatabase } from './context.ts'

type StoreOptions = { name: string; timezone: string; currency: string; hours?: string }

export function storeCommand(): Command {
  const store = new Command('store').description('the shop’s stores')
  store
    .command('add')
    .description('add a store')
    .argument('<code>', 'as orders name it, "main"')
    .requiredOption('--name <name>', 'as people name it')
    .requiredOption('--timezone <zone>', 'its time zone, "America/Los_Angeles"')
    .option('--currency <code>', 'its currency, ISO 4217', 'USD')
    .option('--hours <hours>', 'when it is open, "Mon-Fri 09:00-18:00, Sat 10:00-16:00"; left out: always')
    .action(addStore)
  return store
}

async function addStore(code: string, { name, timezone, currency, hours }: StoreOptions) {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(code))
    throw new CommandError('CODE must be 1 to 64 of A–Z a–z 0–9 . _ -')
  if (!isTimeZone(timezone)) throw new CommandError(`--timezone must be an IANA time zone, not "${timezone}"`)
  if (decimalsOf(currency) === undefined)
    throw new CommandError(`--currency must be ISO 4217, not "${currency}"`)
  const spans = hours === undefined ? null : parseOpeningHours(hours)
  if (spans === undefined)
    throw new CommandError(`--hours must look like "Mon-Fri 09:00-18:00, Sat 10:00-16:00", not "${hours}"`)
  await withDatabase(async ({ sql }) => {
    const added = await sql`
      insert into stores (code, name, time_zone, currency, hours)
      values (${code}, ${name}, ${timezone}, ${currency}, ${spans && sql.json(spans)})
      on conflict do nothing returning code`
    if (added.length === 0) throw new CommandError(`There is a store "${code}" already`)
    process.stdout.write(`Store ${code} added\n`)
  })
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}
