import type { History } from '@temporalio/common/lib/proto-utils.js'
import { DefaultLogger, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import type { FoundRun } from '../activities/history/runs.ts'
import { workflowBundle } from './workflow-bundle.ts'

export interface ReplayedRun extends Omit<FoundRun, 'history'> {
  events: number
  /** Null: today's code does what the history says; else the first difference. */
  difference: string | null
}

/** What does not agree is the answer, not a fault of the program's: it is not logged. */
export function installQuietRuntime(): void {
  const logging = { filter: { core: 'ERROR' as const, other: 'ERROR' as const }, forward: {} }
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging },
  })
}

type WithHistory = FoundRun & { history: History }

/** Runs today's workflows against each history, one after the other. */
export async function* replayEach(
  runs: AsyncIterable<WithHistory> | Iterable<WithHistory>,
  bundle?: WorkflowBundleOption,
): AsyncGenerator<ReplayedRun> {
  let present: WithHistory | undefined
  async function* histories() {
    for await (const run of runs) {
      present = run
      yield { workflowId: run.workflowId, history: run.history }
    }
  }
  const options = { workflowBundle: bundle ?? (await workflowBundle()) }
  for await (const { error } of Worker.runReplayHistories(options, histories())) {
    if (!present) throw new Error('a result without a run')
    const { history, ...run } = present
    yield {
      ...run,
      events: history.events?.length ?? 0,
      difference: error ? inShort(error.message) : null,
    }
  }
}

/** The same for runs some of which can't be read. @returns in the order of the runs */
export async function replayRuns(runs: readonly FoundRun[]): Promise<ReplayedRun[]> {
  const readable = runs.flatMap(({ history, ...run }) => (history ? [{ ...run, history }] : []))
  const replayed = new Map<string, ReplayedRun>()
  for await (const run of replayEach(readable)) replayed.set(run.runId, run)
  return runs.map(({ history, ...run }) => {
    const result = replayed.get(run.runId)
    if (history && !result) throw new Error(`run ${run.runId} was not replayed`)
    return result ?? { ...run, events: 0, difference: null }
  })
}

/** The SDK's sentence alone, out of the failure that the engine would be told in the words of another language. */
function inShort(message: string): string {
  const [, sentence] = /\bmessage: "((?:[^"\\]|\\.)+)"/.exec(message) ?? []
  return (sentence ?? message.replace(/^Replay failed.*? Details: /s, '')).replaceAll('\\"', '"').trim()
}
