import { Command } from 'commander'
import { type NamedOrder, runsOf } from '../../activities/history/runs.ts'
import type { Sql } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { type OpenEngine, openEngine } from '../engine.ts'
import type { ReplayedRun } from '../replay-runs.ts'
import { type EngineContext, withEngine } from './context.ts'

export function replayCommand(): Command {
  return new Command('replay')
    .description("run today's workflows against an order's histories, kept by Temporal or in the archive")
    .argument('<order>', 'SOURCE/NUMBER, or the number alone where no other source has it')
    .option('--json', 'for machines')
    .action(replay)
}

async function replay(name: string, { json }: { json?: boolean }) {
  const isGood = await withEngine(async (context) => {
    const order = await findOrder(context.sql, name)
    // Loaded when asked for: the SDK's worker alone takes half a second.
    const { installQuietRuntime, replayRuns } = await import('../replay-runs.ts')
    installQuietRuntime()
    const found = await withClient(context, async (engine) => {
      if (engine === null) process.stderr.write('Temporal does not answer: the archive alone\n')
      return runsOf(context.sql, engine?.client ?? null, order)
    })
    const runs = await replayRuns(found)
    process.stdout.write(json ? `${asJson(order, runs)}\n` : asText(order, runs))
    return runs.length > 0 && runs.every(isProven)
  })
  if (!isGood) process.exitCode = 1
}

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
  return JSON.stringify(
    { source, number, agrees: runs.length > 0 && runs.every(isProven), runs: told },
    null,
    2,
  )
}

function asText({ source, number }: NamedOrder, runs: readonly ReplayedRun[]): string {
  if (runs.length === 0)
    return `No history of ${source}/${number} is kept, neither by Temporal nor in the archive\n`
  const differ = runs.filter((run) => !isProven(run)).length
  const summary =
    differ === 0
      ? `Today's code agrees with ${runs.length === 1 ? 'its one run' : `all ${runs.length} runs`} of ${source}/${number}`
      : `${differ} of ${runs.length} runs of ${source}/${number} can't be relied on`
  return `${[...runs.flatMap(linesOf), summary].join('\n')}\n`
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
