import { existsSync } from 'node:fs'

/** @returns the name, or with a number where a file has it already */
export function freeName(name: string): string {
  let free = name
  for (let n = 2; existsSync(free); n++) free = `${name}-${n}`
  return free
}
