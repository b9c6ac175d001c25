import { Command } from 'commander'
import { emptyStoreForm, type StoreFault } from '../../domain/store-settings.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { addStore, checkNewStore } from '../../server/settings/stores.ts'
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
    .action(add)
  return store
}

async function add(code: string, options: StoreOptions) {
  const { name, timezone: timeZone, currency, hours = '' } = options
  if (options.hours?.trim() === '') throw new CommandError(wrongHours(options))
  const form = { ...emptyStoreForm, name, timeZone, currency, hours }
  const read = checkNewStore(code, form)
  const answer = read.ok ? await withDatabase(({ sql }) => addStore(sql, commandLine, code, form)) : read
  if (answer.ok) process.stdout.write(`Store ${code} added\n`)
  else if (answer.why === 'faults')
    throw new CommandError(answer.faults.map((fault) => inWords(fault, options)).join('\n'))
  else throw new CommandError(`There is a store "${code}" already`)
}

function inWords({ field }: StoreFault, options: StoreOptions): string {
  if (field === 'code') return 'CODE must be 1 to 64 of A–Z a–z 0–9 . _ - and not dots alone'
  if (field === 'name') return '--name must have 1 to 200 characters, on one line'
  if (field === 'timeZone') return `--timezone must be an IANA time zone, not "${options.timezone}"`
  if (field === 'currency') return `--currency must be ISO 4217, not "${options.currency}"`
  return wrongHours(options)
}

const wrongHours = ({ hours }: StoreOptions) =>
  `--hours must look like "Mon-Fri 09:00-18:00, Sat 10:00-16:00", not "${hours}"`
