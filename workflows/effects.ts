import { proxyActivities, proxyLocalActivities, sleep, TemporalFailure } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Desk, OpenEffect } from '../activities/record/types.ts'
import type { Inbox } from './inbox.ts'

/**
 * Paper is made here and kept in our own database, so it is done within the workflow task: 6 events and a third of
 * the engine's work less for each life than by an activity's task. What reaches out into the world needs that task.
 * A pause before another try is a timer of the server's, so that a click never waits for it. How often it may fail
 * is counted in the database: its absence is no failure of the paper's.
 */
const { carryOut } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30s',
  localRetryThreshold: '500ms',
  scheduleToCloseTimeout: '10m',
  retry: { initialInterval: '1s', backoffCoefficient: 3, maximumInterval: '30s' },
})

/**
 * What is asked of a payment provider may take long and must survive this worker: a task of its own, which the server
 * gives out again. How often it may fail is counted in the database; then somebody is told.
 */
const { settleMoney } = proxyActivities<Activities>({
  startToCloseTimeout: '45s',
  heartbeatTimeout: '12s',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5m' },
})

/** Starts each open effect once in this run; what comes of it goes into the order's inbox. */
export class Effects {
  private readonly underWay = new Set<string>()
  private open: ReadonlySet<string> = new Set()

  constructor(
    private readonly orderId: number,
    private readonly inbox: Inbox,
  ) {}

  get noneUnderWay(): boolean {
    return this.underWay.size === 0
  }

  start(open: readonly OpenEffect[]): void {
    this.open = new Set(open.map(({ key }) => key))
    for (const effect of open) {
      if (this.underWay.has(effect.key)) continue
      this.underWay.add(effect.key)
      void this.carryThrough(effect)
    }
  }

  private async carryThrough(effect: OpenEffect): Promise<void> {
    const desk = await this.deskAfter(effect)
    this.underWay.delete(effect.key)
    this.inbox.put(desk ?? { id: 'wake' })
  }

  /** Null: not done in ten minutes; the order looks again what is open. */
  private async deskAfter(effect: OpenEffect): Promise<Desk | null> {
    const { key, kind, notBefore } = effect
    // While the step that asked for it can be undone.
    if (notBefore !== null && notBefore > Date.now()) await sleep(notBefore - Date.now())
    if (!this.open.has(key)) return null
    const asked = { orderId: this.orderId, ...effect, at: Date.now() }
    try {
      return await (kind === 'receipt' ? carryOut(asked) : settleMoney(asked))
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error
      return null
    }
  }
}
