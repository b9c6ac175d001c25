import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import type { FoundRun } from '../activities/history/runs.ts'
import { type WorkflowBundle, workflowBundle } from './workflow-bundle.ts'

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

/** Runs today's workflows against each history. @returns in the order of the runs */
export async function replayRuns(runs: readonly FoundRun[], bundle?: WorkflowBundle): Promise<ReplayedRun[]> {
  const histories = runs.flatMap(({ workflowId, history }) => (history ? [{ workflowId, history }] : []))
  const options = { workflowBundle: bundle ?? (await workflowBundle()) }
  const differences: (string | null)[] = []
  for await (const { error } of Worker.runReplayHistories(options, histories)) {
    differences.push(error ? inShort(error.message) : null)
  }
  if (differences.length !== histories.length)
    throw new Error(`${differences.length} of ${histories.length} replayed`)
  return runs.map(({ history, ...run }) => ({
    ...run,
    events: history?.events?.length ?? 0,
    difference: history ? (differences.shift() ?? null) : null,
  }))
}

/** "Replay failed with … Details: …": what lies before is the same each time. */
function inShort(message: string): string {
  return message.replace(/^Replay failed.*? Details: /s, '').trim()
}
