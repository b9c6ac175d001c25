import { createRecordAtOnce } from './at-once.ts'
import { createCarryOut, type EffectDeps } from './effects.ts'
import { createArchiveHistories, type HistoryDeps } from './history/index.ts'
import { createSettleMoney, type MoneyDeps } from './payments/settle.ts'
import { createRecord, type RecordDeps } from './record/index.ts'
import { createRecordReturn } from './returns/record.ts'
import { createCheckBooks } from './verify/index.ts'

export type ActivityDeps = RecordDeps & EffectDeps & MoneyDeps & HistoryDeps

/** What the workflows may ask of the world. */
export function createActivities(deps: ActivityDeps) {
  const record = createRecord(deps)
  const recordAtOnce = createRecordAtOnce(deps, record)
  return {
    record: recordAtOnce,
    carryOut: createCarryOut(deps, record),
    // The receipt is made with the money.
    settleMoney: createSettleMoney(deps, recordAtOnce),
    recordReturn: createRecordReturn(deps),
    archiveHistories: createArchiveHistories(deps),
    checkBooks: createCheckBooks(deps),
  }
}

export type Activities = ReturnType<typeof createActivities>
