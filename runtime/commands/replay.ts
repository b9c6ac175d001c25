import { Command } from 'commander'
import { type NamedOrder, OPEN_RUNS, openRuns, runsOf } from '../../activities/history/runs.ts'
import type { Sql } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { type OpenEngine, openEngine } from '../engine.ts'
import type { ReplayedRun } from '../replay-runs.ts'
import { type EngineContext, withEngine } from './context.ts'
import { showProgress } from './progress.ts'

/** Told of one by one. */
const DIFFERENCES_MAX = 100

interface Options {
  json?: boolean
  open?: boolean
}

export function replayCommand(): Command {
  return new Command('replay')
    .description("run today's workflows against an order's histories, kept by Temporal or in the archive")
    .argument('[order]', 'SOURCE/NUMBER, or the number alone where no other source has it')
    .option('--open', 'against those of everything that is open: before a new version is started')
    .option('--json', 'for machines')
    .action(replay)
}

async function replay(name: string | undefined, { json = false, open = false }: Options) {
  if (open === (name !== undefined)) throw new CommandError('Name an order, or say --open')
  const isGood = await withEngine((context) =>
    withClient(context, async (engine) => {
      // Loaded when asked for: the SDK's worker alone takes half a second.
      const { installQuietRuntime } = await import('../replay-runs.ts')
      installQuietRuntime()
      return name === undefined ? replayOpen(engine, json) : replayOrder(context, engine, name, json)
    }),
  )
  if (!isGood) process.exitCode = 1
}

async function replayOrder(
  { sql }: EngineContext,
  engine: OpenEngine | null,
  name: string,
  json: boolean,
): Promise<boolean> {
  const order = await findOrder(sql, name)
  if (engine === null) process.stderr.write('Temporal does not answer: the archive alone\n')
  const { replayRuns } = await import('../replay-runs.ts')
  const runs = await replayRuns(await runsOf(sql, engine?.client ?? null, order))
  process.stdout.write(json ? asJson(order, runs) : asText(order, runs))
  return runs.length > 0 && runs.every(isProven)
}

async function replayOpen(engine: OpenEngine | null, json: boolean): Promise<boolean> {
  if (engine === null) throw new CommandError('Temporal does not answer: what is open is known there alone')
  const { replayEach } = await import('../replay-runs.ts')
  const { count } = await engine.client.workflow.count(OPEN_RUNS)
  const progress = showProgress(count)
  const differ: ReplayedRun[] = []
  let replayed = 0
  try {
    for await (const run of replayEach(openRuns(engine.client))) {
      replayed++
      progress.advance(1)
      if (!isProven(run) && differ.length < DIFFERENCES_MAX) differ.push(run)
    }
  } finally {
    progress.end()
  }
  const summary =
    differ.length === 0
      ? `Today's code agrees with everything that is open: ${replayed} runs`
      : `Today's code does other things than ${atLeast(differ.length)} of ${replayed} open runs, which would stop`
  const agrees = differ.length === 0
  const told = { agrees, replayed, differ }
  process.stdout.write(
    json ? `${JSON.stringify(told, null, 2)}\n` : lines([...differ.flatMap(linesOf), summary]),
  )
  return agrees
}

const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join('')
const atLeast = (count: number) => (count < DIFFERENCES_MAX ? String(count) : `${count} or more`)

/** @throws CommandError where none, or several, are meant */
async function findOrder(sql: Sql, name: string): Promise<NamedOrder> {
  const cut = name.indexOf('/')
  const [source, number] = cut < 0 ? [null, name] : [name.slice(0, cut), name.slice(cut + 1)]
  const orders = await sql<NamedOrder[]>`
    select w.id, w.source, w.number from sources s join web_orders w on w.source = s.id and w.number = ${number}
    where ${source}::text is null or s.id = ${source} order by w.source limit 20`
  const [order, other] = orders
  if (!order) throw new CommandError(`There is no order ${name}`)
  if (!other) return order
  throw new CommandError(
    `Several sources have an order ${number}: ${orders.map((one) => `${one.source}/${one.number}`).join(', ')}`,
  )
}

/** Null: no engine, or none that answers. */
async function withClient<T>(
  { temporal, log }: EngineContext,
  work: (engine: OpenEngine | null) => Promise<T>,
): Promise<T> {
  if (temporal === null) return work(null)
  const engine = openEngine(temporal, log)
  try {
    const answers = engine.client.workflowService.getSystemInfo({}).then(
      () => true,
      () => false,
    )
    return await work((await answers) ? engine : null)
  } finally {
    await engine.close()
  }
}

const isProven = ({ difference, archiveFault }: ReplayedRun) => difference === null && archiveFault === null

function asJson({ source, number }: NamedOrder, runs: readonly ReplayedRun[]): string {
  const told = runs.map((run) => ({ ...run, agrees: isProven(run) }))
  const agrees = runs.length > 0 && runs.every(isProven)
  return `${JSON.stringify({ source, number, agrees, runs: told }, null, 2)}\n`
}

function asText({ source, number }: NamedOrder, runs: readonly ReplayedRun[]): string {
  if (runs.length === 0)
    return `No history of ${source}/${number} is kept, neither by Temporal nor in the archive\n`
  const differ = runs.filter((run) => !isProven(run)).length
  const summary =
    differ === 0
      ? `Today's code agrees with ${runs.length === 1 ? 'its one run' : `all ${runs.length} runs`} of ${source}/${number}`
      : `${differ} of ${runs.length} runs of ${source}/${number} can't be relied on`
  return lines([...runs.flatMap(linesOf), summary])
}

function linesOf({
  workflowId,
  runId,
  from,
  closedAt,
  events,
  difference,
  archiveFault,
}: ReplayedRun): string[] {
  const when = closedAt ? `closed ${closedAt.toISOString()}` : 'open'
  const where = from === 'temporal' ? 'from Temporal' : 'from the archive'
  const verdict = difference === null ? (events > 0 ? 'agrees' : 'not replayed') : 'DIFFERS'
  return [
    `${workflowId}  run ${runId}  ${when}  ${where}  ${events} events  ${verdict}`,
    ...(difference === null ? [] : [`  ${difference}`]),
    ...(archiveFault === null ? [] : [`  What is archived is not what was: ${archiveFault}`]),
  ]
}
