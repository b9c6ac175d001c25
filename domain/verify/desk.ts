import type { Finding } from './difference.ts'

/** What an order's workflow and its row both say. */
export interface DeskSeen {
  status: string | null
  version: number
  /** Named after its kind and due time. */
  deadline: string | null
}

/** Null: the two agree. */
export function deskDifference(row: DeskSeen, workflow: DeskSeen | null): Finding | null {
  const words = ({ status, version, deadline }: DeskSeen) =>
    [status ?? '–', `version ${version}`, ...(deadline === null ? [] : [deadline])].join(', ')
  const [expected, found] = [words(row), workflow === null ? '–' : words(workflow)]
  return expected === found ? null : { code: 'workflow_differs', about: '', expected, found }
}
