import type { Engine } from '../../intake/tell-workflow.ts'
import { returnsDesk } from './returns.ts'
import type { Shop } from './shop.ts'

/** In place of the engine: what a workflow of an order or of a return is told is recorded at once. */
export function recordingEngine(shop: () => Shop): Engine {
  const workflow = {
    // What the program does at set times is nobody's order.
    async start() {},
    async signalWithStart(
      type: string,
      {
        args: [of],
        signalArgs: [told],
      }: { args: [{ orderId?: number; returnId?: number }]; signalArgs: [Told?] },
    ) {
      if (type === 'returnCase') await returnsDesk(shop().sql, shop()).look(of.returnId ?? 0)
      else if (told) await shop().tell(of.orderId ?? 0, { id: told.happeningId })
    },
  }
  const connection = { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() }
  return { client: { connection, workflow } as unknown as Engine['client'], hasSearchAttributes: false }
}

interface Told {
  happeningId: string
}
