import { Command } from 'commander'
import { beginErasing, carryOn } from '../../server/erasure/erase.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { CommandError } from '../command-error.ts'
import { withDatabase } from './context.ts'

const hindrances = {
  open: 'is still open',
  return: 'has an open return',
  disputed: 'has a disputed payment',
  money: 'has money that is not settled',
  under_way: 'is still being worked on',
} as const

const SHOWN = 20

export function eraseCommand(): Command {
  return new Command('erase')
    .description('erase the personal data of a customer for good; orders, books and stock stay')
    .argument('<customer>', 'the id of the customer, as the order page shows it')
    .action(erase)
}

async function erase(customerId: string) {
  await withDatabase(async ({ sql, signal }) => {
    const begun = await beginErasing(sql, commandLine, { customerId })
    if (!begun.ok && begun.why === 'unknown') throw new CommandError(`There is no customer ${customerId}`)
    if (!begun.ok) {
      const lines = begun.hindered
        .slice(0, SHOWN)
        .map(({ source, number, hindrance }) => `${source}/${number} ${hindrance && hindrances[hindrance]}`)
      const more = begun.hindered.length > SHOWN ? [`and ${begun.hindered.length - SHOWN} more`] : []
      throw new CommandError(
        `Nothing was erased, these orders have to end first:\n${[...lines, ...more].join('\n')}`,
      )
    }
    const { done, left } = await carryOn(sql, begun.id, () => signal.aborted)
    process.stdout.write(
      `Customer ${customerId} erased, with ${done} orders. Receipts stay as tax law asks.\n`,
    )
    if (left > 0) throw new CommandError(`${left} orders are left: run it again`)
  })
}
