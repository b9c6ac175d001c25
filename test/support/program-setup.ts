import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { clearAway, kickstand, runUntilReady, temporaryHome } from '../runtime/running-program.ts'
import { compileProgram } from './compiled-program.ts'
import { sharedSetup } from './shared-setup.ts'

const shared = sharedSetup('program', prepare, async ({ folder, home }) => {
  for (const each of [folder, home]) rmSync(each, { recursive: true })
})

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { opened, end } = await shared()
  project.provide('openedHome', opened.home)
  return end
}

async function prepare() {
  const folder = await compileProgram()
  // The environment of every process that runs tests; `kickstand()` there starts this.
  process.env.KICKSTAND_COMPILED = join(folder, 'main.js')
  return { folder, home: await openOnce() }
}

/** A home in which the shop's servers ran once; its shop is empty. */
async function openOnce(): Promise<string> {
  const home = temporaryHome()
  try {
    const services = await runUntilReady(home, kickstand('services'))
    services.child.kill('SIGTERM')
    const code = await services.ended
    if (code !== 0) throw new Error(`The services ended with ${code}: ${services.output()}`)
    // Every copy looks for ports of its own.
    rmSync(join(home, 'ports.json'))
    // Only a machine that loses its power would lose what the disk was not waited for: no test does that.
    appendFileSync(join(home, 'postgres', 'data', 'postgresql.conf'), '\nfsync = off\n')
    return home
  } catch (error) {
    await clearAway(home)
    throw error
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** To be copied. */
    openedHome: string
  }
}
