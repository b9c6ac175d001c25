import { Command } from 'commander'
import { languages } from '../../domain/letters.ts'
import { emptyStoreForm, type StoreFault, type StoreForm } from '../../domain/store-settings.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { fieldsOf, loadStore } from '../../server/settings/load-stores.ts'
import { addStore, changeStore, checkNewStore, type StoreAnswer } from '../../server/settings/stores.ts'
import { CommandError } from '../command-error.ts'
import { withDatabase } from './context.ts'

type NewStore = { name: string; timezone: string; currency: string; hours?: string }
type StoreChange = Partial<NewStore> & { specialDays?: string; email?: string; language?: string }

const HOURS = '"Mon-Fri 09:00-18:00, Sat 10:00-16:00"'
const DAYS = '"2026-12-25 closed; 2026-12-24 09:00-13:00"'

export function storeCommand(): Command {
  const store = new Command('store').description('the shop’s stores')
  store
    .command('add')
    .description('add a store')
    .argument('<code>', 'as orders name it, "main"')
    .requiredOption('--name <name>', 'as people name it')
    .requiredOption('--timezone <zone>', 'its time zone, "America/Los_Angeles"')
    .option('--currency <code>', 'its currency, ISO 4217', 'USD')
    .option('--hours <hours>', `when it is open, ${HOURS}; left out: always`)
    .action(add)
  store
    .command('change')
    .description('change a store; the deadlines of its open orders follow')
    .argument('<code>', 'as orders name it, "main"')
    .option('--name <name>', 'as people name it')
    .option('--timezone <zone>', 'its time zone, "America/Los_Angeles"')
    .option('--hours <hours>', `when it is open, ${HOURS}, or "always"`)
    .option('--special-days <days>', `all that are to come, ${DAYS}, or "none"`)
    .option('--email <address>', 'where it is reminded, and where customers answer to; "none"')
    .option('--language <language>', `of its letters, ${languages.join(', ')}`)
    .action(change)
  return store
}

async function add(code: string, options: NewStore) {
  const { name, timezone: timeZone, currency, hours = '' } = options
  if (options.hours?.trim() === '') throw new CommandError(wrongHours(options.hours))
  const form = { ...emptyStoreForm, name, timeZone, currency, hours }
  const read = checkNewStore(code, form)
  const answer = read.ok ? await withDatabase(({ sql }) => addStore(sql, commandLine, code, form)) : read
  if (!answer.ok) throw refusal(code, answer, form)
  process.stdout.write(`Store ${code} added\n`)
}

async function change(code: string, options: StoreChange) {
  if (options.hours?.trim() === '') throw new CommandError(wrongHours(options.hours))
  const answer = await withDatabase(async ({ sql }) => {
    const store = await loadStore(sql, code)
    if (!store) return { ok: false, why: 'unknown' } as const
    const form = { ...fieldsOf(store, new Date()), ...formOf(options) }
    const changed = await changeStore(sql, commandLine, code, form)
    return changed.ok ? changed : { ...changed, form }
  })
  if (!answer.ok) throw refusal(code, answer, 'form' in answer ? answer.form : emptyStoreForm)
  process.stdout.write(`Store ${code} changed\n`)
}

/** What is given, as a form has it. */
function formOf({ name, timezone, hours, specialDays, email, language }: StoreChange): Partial<StoreForm> {
  const given = {
    name,
    timeZone: timezone,
    hours: hours === 'always' ? '' : hours,
    specialDays: specialDays === 'none' ? '' : specialDays?.replaceAll(';', '\n'),
    email: email === 'none' ? '' : email,
    language,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

type Refusal = Exclude<StoreAnswer, { ok: true }>

function refusal(code: string, answer: Refusal, form: StoreForm): CommandError {
  if (answer.why !== 'faults') {
    const known = answer.why === 'known'
    return new CommandError(known ? `There is a store "${code}" already` : `There is no store "${code}"`)
  }
  return new CommandError(answer.faults.map((fault) => inWords(fault, form)).join('\n'))
}

function inWords({ field, line }: StoreFault, { timeZone, currency, hours, email }: StoreForm): string {
  if (field === 'code') return 'CODE must be 1 to 64 of A–Z a–z 0–9 . _ - and not dots alone'
  if (field === 'name') return '--name must have 1 to 200 characters, on one line'
  if (field === 'timeZone') return `--timezone must be an IANA time zone, not "${timeZone}"`
  if (field === 'currency') return `--currency must be ISO 4217, not "${currency}"`
  if (field === 'specialDays')
    return `--special-days must look like ${DAYS}, each day once: look at number ${line}`
  if (field === 'email') return `--email must be one address, not "${email}"`
  if (field === 'language') return `--language must be one of ${languages.join(', ')}`
  return wrongHours(hours)
}

const wrongHours = (hours: string) => `--hours must look like ${HOURS}, not "${hours}"`
