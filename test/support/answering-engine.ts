import type { Engine } from '../../intake/tell-workflow.ts'
import type { Shop } from './shop.ts'

/** In place of the engine: whatever an order's workflow is told is written down at once, without a workflow. */
export function answeringEngine(shop: () => Pick<Shop, 'tell'>) {
  const told: { orderId: number; happeningId: string }[] = []
  const workflow = {
    async signalWithStart(
      _type: string,
      { args, signalArgs }: { args: [{ orderId: number }]; signalArgs: [{ happeningId: string }] },
    ) {
      const [{ orderId }] = args
      const [{ happeningId }] = signalArgs
      told.push({ orderId, happeningId })
      await shop().tell(orderId, { id: happeningId })
    },
  }
  const connection = { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() }
  const client = { connection, workflow } as unknown as Engine['client']
  return { engine: { client, hasSearchAttributes: false }, told }
}
