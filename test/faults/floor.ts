import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../runtime/ports.ts'
import { homeKey, secretBox } from '../../runtime/secret-box.ts'
import { Desk, owner, SOURCE } from '../program/desk.ts'
import { ModelShop } from '../program/model-shop.ts'
import { type Staff, signIn } from '../program/staff.ts'
import { type Program, stateOf, temporaryHome } from '../runtime/running-program.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { startMailServer, type TestMailServer } from '../support/smtp.ts'
import { Listener } from './listener.ts'
import { ON_HAND, PLENTY, SCARCE, UNDO_SECONDS } from './lives.ts'
import { Part } from './part.ts'

const DISK = '2g'
const TRIES_MAX = 3

const products = [
  'sku,name,kind,on_hand_main,on_hand_harbour',
  ...PLENTY.map((sku) => `${sku},${sku},stock,${ON_HAND.plenty},${ON_HAND.plenty}`),
  `${SCARCE},${SCARCE},stock,${ON_HAND.scarce},${ON_HAND.scarce}`,
].join('\n')
const customers = 'id,first_name,last_name,email\nC1,Kim,Okafor,kim@example.com\n'

export interface Floor {
  desk: Desk
  stripe: StripeSimulator
  mail: TestMailServer
  listener: Listener
  workers: [Part, Part]
  webs: [Part, Part]
  website: ModelShop
  staff: Staff
  /** The program that keeps PostgreSQL and Temporal is gone, they with it; until it is started again. */
  killServices(): void
  startServices(): Promise<void>
  /** Where a trap is laid (runtime/failpoints). */
  trapFile: string
  /** Whether the home has a disk of its own, which can be filled. */
  hasOwnDisk: boolean
  close(): Promise<void>
}

export interface FloorOptions {
  settings?: Record<string, string>
  /** A file system of its own for the home; only root may mount one. */
  ownDisk?: boolean
  /** Absent: a new one. */
  home?: string
}

/**
 * A whole shop of real processes: the servers, two workers and two web servers, a website that signs and listens, staff,
 * a payment provider and a mail server. End it with `close()`.
 */
export async function openFloor({
  settings = {},
  ownDisk = true,
  home = temporaryHome(),
}: FloorOptions = {}): Promise<Floor> {
  const ends: (() => unknown)[] = []
  const close = closing(ends)
  try {
    const hasOwnDisk = ownDisk && mountDisk(home)
    const world = await openWorld(home, hasOwnDisk, ends)
    const parts = await openParts(world.desk, settings, ends)
    await furnish(world)
    await Promise.all([...parts.workers, ...parts.webs].map((part) => part.open()))
    return { ...world, ...parts, ...(await people(parts.webs)), hasOwnDisk, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Also whoever stops the run leaves no process behind, and nothing mounted. */
function closing(ends: (() => unknown)[]): () => Promise<void> {
  const signals = ['SIGINT', 'SIGTERM'] as const
  const stopped = () => void close().finally(() => process.exit(130))
  const close = async () => {
    for (const signal of signals) process.off(signal, stopped)
    for (const end of ends.splice(0).reverse()) await end()
  }
  for (const signal of signals) process.once(signal, stopped)
  return close
}

/** The embedded servers, and everybody whom the shop talks to. */
async function openWorld(home: string, hasOwnDisk: boolean, ends: (() => unknown)[]) {
  const stripe = new StripeSimulator()
  const listener = new Listener()
  const desk = await Desk.prepare({}, home)
  ends.push(() => closeDesk(desk, hasOwnDisk))
  const mail = await startMailServer()
  ends.push(() => mail.close())
  await Promise.all([stripe.start(), listener.start()])
  ends.push(
    () => stripe.stop(),
    () => listener.stop(),
  )
  let services = await desk.start('services')
  const killServices = () => void services.child.kill('SIGKILL')
  const startServices = async () => {
    services = await startAgain(desk)
  }
  return { desk, stripe, listener, mail, killServices, startServices }
}

type World = Awaited<ReturnType<typeof openWorld>>

/** Two workers and two web servers, which are not started yet. */
async function openParts({ home }: Desk, settings: Record<string, string>, ends: (() => unknown)[]) {
  const props = mkdtempSync(join(tmpdir(), 'kickstand-props-'))
  ends.push(() => rmSync(props, { recursive: true, force: true }))
  const { databaseUrl, temporalAddress } = stateOf(home)
  const around = {
    home,
    props,
    postgres: new URL(databaseUrl),
    temporalPort: Number(temporalAddress.split(':')[1]),
    settings: { KICKSTAND_OWNER_EMAIL: owner.email, KICKSTAND_OWNER_PASSWORD: owner.password, ...settings },
  }
  const part = async (kind: 'worker' | 'web', n: number) =>
    new Part(kind, `${kind}-${n}`, kind === 'web' ? await freePort() : 0, around)
  const workers: [Part, Part] = [await part('worker', 1), await part('worker', 2)]
  const webs: [Part, Part] = [await part('web', 1), await part('web', 2)]
  ends.push(() => Promise.all([...workers, ...webs].map((each) => each.close())))
  return { workers, webs, trapFile: join(props, 'trap.json') }
}

/** They come by both web servers in turn, as through a proxy; whoever gets no answer asks the other next. */
async function people(webs: [Part, Part]) {
  let turn = 0
  const next = () => webs[turn++ % webs.length]?.url ?? ''
  return { website: new ModelShop(next, SOURCE), staff: await signIn(next, SOURCE, owner) }
}

/** What is left of its servers may stand in the way for some seconds. */
async function startAgain(desk: Desk): Promise<Program> {
  for (let tries = 1; ; tries++) {
    try {
      return await desk.start('services')
    } catch (error) {
      if (tries === TRIES_MAX) throw error
    }
  }
}

/** With a size, so that it can be full. @returns whether it may be mounted here. */
function mountDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=755`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    chmodSync(folder, 0o755)
    return true
  } catch {
    return false
  }
}

async function closeDesk(desk: Desk, hasOwnDisk: boolean) {
  if (!hasOwnDisk) return desk.close()
  // The folder can't be removed as long as something is mounted there.
  await desk.close().catch(() => undefined)
  execFileSync('umount', ['--lazy', desk.home])
  rmSync(desk.home, { recursive: true, force: true })
}

async function furnish({ desk, stripe, mail, listener }: World): Promise<void> {
  const { apiKey, webhookSecret, url } = stripe
  await desk.furnish({ callbackUrl: listener.url })
  await Promise.all([desk.importText('products', products), desk.importText('customers', customers)])
  const { sql } = desk
  const box = secretBox(homeKey({ key: undefined }, desk.home))
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('online', 'stripe', 'Online sales', ${box.seal(apiKey)}, ${box.seal(webhookSecret)}, ${url})`
  await sql`update sources set payment_account = 'online'`
  for (const [store, undoSeconds] of Object.entries(UNDO_SECONDS)) {
    await sql`update stores set email = 'desk@shop.test', rules = ${sql.json({ undoSeconds })} where code = ${store}`
  }
  await mail.setUp(sql)
}
