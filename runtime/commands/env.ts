import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { openHome } from '../home.ts'
import { runningHome } from '../take-home.ts'

export function envCommand(): Command {
  return new Command('env')
    .description('print DATABASE_URL and TEMPORAL_ADDRESS of the running home, one a line')
    .action(async () => {
      const state = await runningHome(openHome(readConfig().home))
      process.stdout.write(`DATABASE_URL=${state.databaseUrl}\nTEMPORAL_ADDRESS=${state.temporalAddress}\n`)
    })
}
