import { connect } from '../../db/client.ts'
import type { Role } from '../../domain/status.ts'
import { freePort } from '../../runtime/ports.ts'
import { sendSignal } from '../../runtime/processes.ts'
import { paths } from '../../views/paths.ts'
import {
  clearAway,
  kickstand,
  type Program,
  run,
  runUntilReady,
  stateOf,
  temporaryHome,
} from '../runtime/running-program.ts'
import { connectWebsite, hirePerson, importCsv, openStore } from './furnish.ts'
import { ModelShop } from './model-shop.ts'
import { type Staff, signIn } from './staff.ts'

export const SOURCE = 'northshore'
export const owner = { email: 'anna@example.com', password: 'counter top 1' }

/**
 * A home of its own with the program's parts, under one web address for as long as it lives, whatever is killed.
 * End it with `close()`.
 */
export class Desk {
  readonly home: string
  readonly #settings: Record<string, string>
  readonly #port: number
  readonly #programs: Program[] = []
  #sql: ReturnType<typeof connect> | undefined

  private constructor(port: number, settings: Record<string, string>, home: string) {
    this.home = home
    this.#port = port
    this.#settings = {
      PORT: String(port),
      KICKSTAND_SAMPLE: 'none',
      KICKSTAND_OWNER_EMAIL: owner.email,
      KICKSTAND_OWNER_PASSWORD: owner.password,
      ...settings,
    }
  }

  static async prepare(settings: Record<string, string> = {}, home = temporaryHome()): Promise<Desk> {
    return new Desk(await freePort(), settings, home)
  }

  get url() {
    return `http://localhost:${this.#port}`
  }

  /** Of the running home; the same pool for the whole test. */
  get sql() {
    this.#sql ??= connect(stateOf(this.home).databaseUrl, { max: 2, name: 'kickstand-test' })
    return this.#sql
  }

  /** Starts a part of the program (`start`, `services`, `worker`, `web`), or what is said otherwise. */
  async start(part: string, words = kickstand(part), more: Record<string, string> = {}): Promise<Program> {
    const program = await runUntilReady(this.home, words, { ...this.#settings, ...more })
    this.#programs.unshift(program)
    return program
  }

  /** A command that must end well. @returns what it printed. */
  async command(...words: string[]): Promise<string> {
    const program = await run(this.home, kickstand(...words), this.#settings)
    this.#programs.push(program)
    const code = await program.ended
    if (code !== 0) throw new Error(`kickstand ${words.join(' ')} ended with ${code}: ${program.output()}`)
    return program.output()
  }

  importText(kind: 'products' | 'customers', text: string): Promise<void> {
    return importCsv(this, kind, text, SOURCE)
  }

  /** A store `main`, a store `harbour`, and the website that signs its orders. */
  async furnish({ callbackUrl }: { callbackUrl?: string } = {}): Promise<void> {
    await openStore(this, 'main', 'Main Street')
    await openStore(this, 'harbour', 'Harbour')
    await connectWebsite(this, SOURCE, callbackUrl)
  }

  /** @returns the link by which the person sets a password. */
  async hire(email: string, role: Role, name: string): Promise<string> {
    return this.url + paths.welcome(await hirePerson(this, email, role, name))
  }

  website(): ModelShop {
    return new ModelShop(this.url, SOURCE)
  }

  signIn(): Promise<Staff> {
    return signIn(this.url, SOURCE, owner)
  }

  async close(): Promise<void> {
    await this.#sql?.end({ timeout: 1 })
    for (const { child } of this.#programs) sendSignal(-(child.pid ?? Number.NaN), 'SIGKILL')
    await clearAway(this.home, ...this.#programs)
  }
}
