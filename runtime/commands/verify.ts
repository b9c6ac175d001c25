import { Command } from 'commander'
import { checkOneOrder, type Looked } from '../../activities/verify/check.ts'
import { type Repaired, repairBooks } from '../../activities/verify/repair.ts'
import { checkUnkept, noteRepairs, takeCheckAnew } from '../../activities/verify/run.ts'
import type { Difference } from '../../domain/verify/difference.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import { type CheckTold, checkAsJson, checkAsText } from '../../views/verify/as-text.ts'
import { wordsFor } from '../../views/words.ts'
import { CommandError } from '../command-error.ts'
import { type OpenEngine, openEngine } from '../engine.ts'
import { readState } from '../home.ts'
import { embedded } from '../services.ts'
import { type CommandContext, withDatabase } from './context.ts'
import { showProgress } from './progress.ts'

/** More are counted, and not told one by one. */
const TOLD_MAX = 1_000

interface Options {
  order?: string
  repair?: boolean
  json?: boolean
}

const words = wordsFor('en')

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'hold every order against its history, stock, money, papers and workflow; exit 1 where one differs',
    )
    .option('--order <source/number>', 'one order alone')
    .option(
      '--repair',
      'mend what is safe: start lost workflows, deliver what waits; never money, stock or events',
    )
    .option('--json', 'print the result as JSON')
    .action((options: Options) => verify(options))
}

async function verify(options: Options): Promise<void> {
  const outcome = await withDatabase(async (context) => {
    const engine = engineOf(context)
    try {
      return await verifyWith(context, engine, options)
    } finally {
      await engine?.close()
    }
  })
  process.stdout.write(
    options.json ? `${JSON.stringify(checkAsJson(outcome))}\n` : checkAsText(words, outcome),
  )
  if (outcome.count > 0) process.exitCode = 1
}

/** That of the settings, or of the home that runs. */
function engineOf({ config, home, log }: CommandContext): OpenEngine | null {
  const state = readState(home)
  const temporal = config.temporal ?? (state ? embedded(state.temporalAddress, state.namespace) : null)
  return temporal && openEngine(temporal, log)
}

async function verifyWith(context: CommandContext, engine: Engine | null, { order, repair }: Options) {
  const look = order === undefined ? () => checkAll(context, engine) : await lookAtOne(context, engine, order)
  const { checkId, ...found } = await look()
  if (!repair || found.count === 0) return { ...found, repaired: [] }
  if (engine === null || found.skipped.includes('engine_away'))
    throw new CommandError(
      '--repair: Temporal can’t be reached, so nothing was mended. Start Kickstand first',
    )
  const repaired: Repaired[] = []
  try {
    await repairBooks(context.sql, engine, found.differences, (one) => repaired.push(one))
  } finally {
    if (checkId !== null) await noteRepairs(context.sql, checkId, repaired)
  }
  if (repaired.length === 0) return { ...found, repaired }
  const { checkId: _, ...after } = await look()
  return { ...after, repaired }
}

type Found = Omit<CheckTold, 'repaired'> & { checkId: number | null }

/** Kept for the page, where no other check is under way. */
async function checkAll({ sql, signal }: CommandContext, engine: Engine | null): Promise<Found> {
  const run = await takeCheckAnew(sql)
  const [shop] = await sql<{ orders: number }[]>`select count(*) as orders from web_orders`
  const progress = showProgress(shop?.orders ?? 0)
  const found: Found = {
    checkId: run?.id ?? null,
    orders: 0,
    unchained: 0,
    count: 0,
    differences: [],
    skipped: [],
  }
  const beat = () => signal.throwIfAborted()
  const add = (differences: readonly Difference[]) => {
    found.count += differences.length
    found.differences.push(...differences.slice(0, TOLD_MAX - found.differences.length))
  }
  const onLooked = ({ orders, unchained, differences }: Looked) => {
    beat()
    found.orders += orders
    found.unchained += unchained
    add(differences)
    progress.advance(orders)
  }
  try {
    const rest = await (run ?? checkUnkept(sql)).carryOut({ sql, engine }, onLooked, beat)
    add(rest.differences)
    return { ...found, skipped: rest.skipped }
  } catch (error) {
    await run?.giveBack()
    throw error
  } finally {
    progress.end()
  }
}

async function lookAtOne({ sql }: CommandContext, engine: Engine | null, name: string) {
  const [source = '', number = ''] = name.split('/')
  const [order] = await sql<{ id: number }[]>`
    select id from web_orders where source = ${source} and number = ${number}`
  if (!order) throw new CommandError(`--order: there is no order "${name}"; write it as SOURCE/NUMBER`)
  return async (): Promise<Found> => {
    const { orders, unchained, differences, skipped } = await checkOneOrder({ sql, engine }, order.id)
    return { checkId: null, orders, unchained, count: differences.length, differences, skipped }
  }
}
