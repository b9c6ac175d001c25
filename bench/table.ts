import { cpus } from 'node:os'
import { type Figure, isMet, median } from './rounds.ts'

const rounded = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

const boundOf = ({ bound }: Figure) => ('atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`)

/** The figures as lines of text, aligned. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${rounded(figure.ours)} ${figure.unit}`,
    figure.limit === null ? '' : rounded(figure.limit),
    rounded(median(figure.values)),
    figure.values.length > 1
      ? `${rounded(Math.min(...figure.values))}–${rounded(Math.max(...figure.values))}`
      : '',
    boundOf(figure),
    isMet(figure) ? 'ok' : 'NOT MET',
    figure.note,
  ])
  const all = [['figure', 'ours', 'limit', 'value', 'min–max', 'bound', '', 'how'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? []
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export interface Machine {
  cpu: string
  cores: number
  node: string
  postgres: string
  fsync: string
  synchronousCommit: string
  temporal: string
}

export function processors(): Pick<Machine, 'cpu' | 'cores' | 'node'> {
  const all = cpus()
  return { cpu: all[0]?.model.trim() ?? 'unknown', cores: all.length, node: process.version }
}

export function machineLine({ cpu, cores, node, postgres, temporal, ...disk }: Machine): string {
  const servers = `PostgreSQL ${postgres} (fsync ${disk.fsync}, synchronous_commit ${disk.synchronousCommit}), Temporal ${temporal}`
  return `${cpu}, ${cores} cores, Node ${node}, ${servers}`
}

export function jsonOf(machine: Machine, figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({ ...figure, value: median(figure.values), ok: isMet(figure) }))
  return JSON.stringify({ machine, figures: rows }, null, 2)
}
