import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CommandError } from '../command-error.ts'

/**
 * A secret from the environment, or typed where nobody sees it: what stands in a command's arguments shows in the list
 * of processes and in the shell's history.
 * @returns '' where nobody is asked for it
 * @throws CommandError where it is needed and there is neither
 */
export async function askSecret(variable: string, prompt: string, isNeeded: boolean): Promise<string> {
  const given = process.env[variable]
  if (given !== undefined) return given
  if (!process.stdin.isTTY) {
    if (isNeeded) throw new CommandError(`Set ${variable}, or run this on a terminal to be asked for it`)
    return ''
  }
  process.stderr.write(`${prompt}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
