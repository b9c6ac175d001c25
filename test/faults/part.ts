import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { sendSignal } from '../../runtime/processes.ts'
import { kickstand, type Program, run, until } from '../runtime/running-program.ts'
import { Passage } from './passage.ts'

const clock = pathToFileURL(join(import.meta.dirname, 'clock.mjs')).href
const secondsToStart = 45
const triesToStart = 6

export interface Surroundings {
  home: string
  /** Where clocks and traps stand, apart from the home, which may be full. */
  props: string
  postgres: URL
  temporalPort: number
  settings: Record<string, string>
}

/** One worker or web server, a process of its own, whose every connection passes through our hands. */
export class Part {
  readonly postgres: Passage
  readonly temporal: Passage
  /** How often it ended though nobody had killed it. */
  readonly deaths: string[] = []
  #program: Program | null = null
  #isWanted = false
  #starting: Promise<void> | null = null

  constructor(
    readonly kind: 'worker' | 'web',
    readonly name: string,
    /** Of a web server. */
    readonly port: number,
    private readonly around: Surroundings,
  ) {
    this.postgres = new Passage(() => Number(around.postgres.port))
    this.temporal = new Passage(() => around.temporalPort)
  }

  get url(): string {
    return `http://localhost:${this.port}`
  }

  get pid(): number {
    return this.#program?.child.pid ?? Number.NaN
  }

  async open(): Promise<void> {
    await Promise.all([this.postgres.start(), this.temporal.start()])
    await this.start()
  }

  /** Until it is ready, however often it takes: what it stands on may be away as well. */
  start(): Promise<void> {
    this.#isWanted = true
    if (this.#program && !this.isDead && !this.#starting) return Promise.resolve()
    this.#starting ??= this.#startInTime().finally(() => {
      this.#starting = null
    })
    return this.#starting
  }

  async #startInTime(): Promise<void> {
    for (let tries = 1; this.#isWanted; tries++) {
      const program = await run(this.around.home, kickstand(this.kind), this.#settings())
      this.#program = program
      this.#watch(program)
      const isReady = () => /ready/.test(program.output())
      await until(() => isReady() || this.isDead, secondsToStart).catch(() => undefined)
      if (isReady() && this.#isWanted) return
      this.#end(program)
      if (!this.#isWanted) return
      if (tries === triesToStart) throw new Error(`${this.name} does not start: ${program.output()}`)
      await pause(500)
    }
  }

  #settings(): Record<string, string> {
    const { postgres, props, settings } = this.around
    const database = new URL(postgres)
    database.port = String(this.postgres.port)
    return {
      ...settings,
      PORT: String(this.port),
      DATABASE_URL: database.href,
      TEMPORAL_ADDRESS: `127.0.0.1:${this.temporal.port}`,
      NODE_OPTIONS: `--import ${clock}`,
      FAULTS_CLOCK: this.#clockFile,
      NODE_ENV: 'test',
      KICKSTAND_FAILPOINT: join(props, 'trap.json'),
    }
  }

  get #clockFile(): string {
    return join(this.around.props, `clock-${this.name}`)
  }

  #watch(program: Program): void {
    void program.ended.then((how) => {
      if (this.#program !== program || !this.#isWanted || this.#starting || how === 'SIGKILL') return
      this.deaths.push(`${this.name} ended with ${how}: ${program.output().slice(-2_000)}`)
      void this.start().catch(() => undefined)
    })
  }

  #end({ child }: Program): void {
    if (child.pid && child.exitCode === null) sendSignal(-child.pid, 'SIGKILL')
  }

  /** As by kill -9. */
  kill(): void {
    this.#isWanted = false
    if (this.#program) this.#end(this.#program)
    this.#program = null
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.#program && this.#program.child.exitCode === null) sendSignal(this.pid, signal)
  }

  clockGoesWrong(byMs: number): void {
    if (byMs === 0) rmSync(this.#clockFile, { force: true })
    else writeFileSync(this.#clockFile, String(byMs))
  }

  /** Whether it fell into a trap and is gone. */
  get isDead(): boolean {
    const child = this.#program?.child
    return !child || child.exitCode !== null || child.signalCode !== null
  }

  async close(): Promise<void> {
    this.kill()
    await this.#starting?.catch(() => undefined)
    if (this.#program) this.#end(this.#program)
    await Promise.all([this.postgres.stop(), this.temporal.stop()])
  }
}
