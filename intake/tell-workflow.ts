import type { Client, WorkflowStartOptions } from '@temporalio/client'
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common'
import { failpoint } from '../db/failpoint.ts'
import { orderWorkflowId, TASK_QUEUE } from '../domain/ids.ts'

/** Calls to the engine without a deadline hung while it restarted. */
const ENGINE_LIMIT_MS = 3_000

export const sourceAttribute = defineSearchAttributeKey('KickstandSource', 'KEYWORD')
export const storeAttribute = defineSearchAttributeKey('KickstandStore', 'KEYWORD')

/** The way to Temporal; search attributes only where they are registered, since every start would fail otherwise. */
export interface Engine {
  client: Client
  readonly hasSearchAttributes: boolean
}

export interface OrderRef {
  id: number
  source: string
  number: string
  /** Null: not known yet. */
  store: string | null
}

/**
 * Tells an order's workflow that something happened; a closed or lost one is started for one more run. So there is
 * one way in, and no order is ever out of reach. Throws when the engine does not answer within 3 s.
 */
export async function tellOrder(
  engine: Engine,
  order: OrderRef,
  happening: { type: string; id: string },
): Promise<void> {
  await signalWithStart(engine, order, happening.type, [{ happeningId: happening.id }])
}

/** Tells an order's workflow to look again what is open. */
export async function wakeOrder(engine: Engine, order: OrderRef): Promise<void> {
  await signalWithStart(engine, order, 'wake', [])
}

/** Starts an order's workflow; one that runs already is left alone. */
export async function startOrder(engine: Engine, order: OrderRef): Promise<void> {
  failpoint('start:before', order.number)
  await withinLimit(engine, () => engine.client.workflow.start('order', startOptions(engine, order)))
  failpoint('start:done', order.number)
}

async function signalWithStart(
  engine: Engine,
  order: OrderRef,
  signal: string,
  signalArgs: unknown[],
): Promise<void> {
  await withinLimit(engine, () =>
    engine.client.workflow.signalWithStart('order', { ...startOptions(engine, order), signal, signalArgs }),
  )
}

function withinLimit<T>({ client }: Engine, call: () => Promise<T>): Promise<T> {
  return client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, call)
}

function startOptions({ hasSearchAttributes }: Engine, { id, source, number, store }: OrderRef) {
  return {
    workflowId: orderWorkflowId(source, number),
    taskQueue: TASK_QUEUE,
    // A task that a killed worker had begun is given to another after this (default 10 s).
    workflowTaskTimeout: '5s',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ orderId: id }],
    ...(hasSearchAttributes ? { typedSearchAttributes: attributesOf(source, store) } : {}),
  } satisfies WorkflowStartOptions
}

function attributesOf(source: string, store: string | null): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: sourceAttribute, value: source },
    ...(store === null ? [] : [{ key: storeAttribute, value: store }]),
  ])
}
