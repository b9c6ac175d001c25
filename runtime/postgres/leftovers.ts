import { endProcesses, programName, type RunningProcess, runningProcesses } from '../processes.ts'

/**
 * Ends what a killed run left of this database: the postmaster, and backends that outlive it (they stand in
 * the data folder). Only call it with the home's lock in hand, for then none of them has a master.
 * @returns whether none is left.
 */
export function endPostgresLeftovers(dataFolder: string): Promise<boolean> {
  const find = () => runningProcesses().filter((candidate) => isPostgresOf(candidate, dataFolder))
  return endProcesses(find, [
    { signal: 'SIGINT', seconds: 5 },
    { signal: 'SIGQUIT', seconds: 3 },
    { signal: 'SIGKILL', seconds: 2 },
  ])
}

function isPostgresOf(candidate: RunningProcess, dataFolder: string) {
  if (programName(candidate) !== 'postgres') return false
  const given = candidate.words[candidate.words.indexOf('-D') + 1]
  return candidate.folder === dataFolder || (candidate.words.includes('-D') && given === dataFolder)
}
