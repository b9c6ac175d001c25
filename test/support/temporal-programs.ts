import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findTemporalProgram } from '../../runtime/temporal/program.ts'
import { type TemporalProgram, temporalCli, timeSkippingServer } from '../../runtime/temporal/programs.ts'

const cache = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'build', 'bin')

/** The Temporal server for tests, as `npm start` finds it; kept in `build/bin` where it had to be fetched. */
export const temporalCliForTests = () => find(temporalCli)

/** For `TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path } } })`. */
export const timeSkippingServerForTests = () => find(timeSkippingServer)

function find(program: TemporalProgram): Promise<string> {
  const signal = AbortSignal.timeout(240_000)
  const say = (line: string) => process.stderr.write(`${line}\n`)
  return findTemporalProgram(program, { named: process.env[program.variable], cache, signal, say })
}
