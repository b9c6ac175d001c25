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
import { SECRET } from '../support/integrator.ts'
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
}

/**
 * A whole shop of real processes: the servers, two workers and two web servers, a website that signs and listens, staff,
 * a payment provider and a mail server. End it with `close()`.
 */
export async function openFloor({ settings = {}, ownDisk = true }: FloorOptions = {}): Promise<Floor> {
  const home = temporaryHome()
  const props = mkdtempSync(join(tmpdir(), 'kickstand-props-'))
  const hasOwnDisk = ownDisk && mountDisk(home)
  const stripe = new StripeSimulator()
  const listener = new Listener()
  const desk = await Desk.prepare({}, home)
  const [mail, first] = await Promise.all([
    startMailServer(),
    desk.start('services'),
    stripe.start(),
    listener.start(),
  ])
  let services = first
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
  const stopped = () => void close().finally(() => process.exit(130))
  const close = async () => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stopped)
    await Promise.all([...workers, ...webs].map((each) => each.close()))
    await Promise.all([stripe.stop(), mail.close()])
    listener.stop()
    await closeDesk(desk, hasOwnDisk)
    rmSync(props, { recursive: true, force: true })
  }
  // Whoever stops the run leaves no process behind, and nothing mounted.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stopped)
  try {
    await furnish(desk, stripe, mail, listener)
    await Promise.all([...workers, ...webs].map((each) => each.open()))
    let turn = 0
    // As a proxy before them would; whoever gets no answer asks the other next.
    const next = () => webs[turn++ % webs.length]?.url ?? ''
    const website = new ModelShop(next, SOURCE)
    const staff = await signIn(next, SOURCE, owner)
    const trapFile = join(props, 'trap.json')
    const killServices = () => void services.child.kill('SIGKILL')
    const startServices = async () => {
      services = await startAgain(desk)
    }
    const people = { website, staff, stripe, mail, listener }
    return { desk, workers, webs, ...people, killServices, startServices, trapFile, hasOwnDisk, close }
  } catch (error) {
    await close()
    throw error
  }
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

async function furnish(
  desk: Desk,
  { apiKey, webhookSecret, url }: StripeSimulator,
  mail: TestMailServer,
  listener: Listener,
): Promise<void> {
  const zone = ['--timezone', 'America/Los_Angeles', '--currency', 'USD']
  await Promise.all([
    desk.command('store', 'add', 'main', '--name', 'Main Street', ...zone),
    desk.command('store', 'add', 'harbour', '--name', 'Harbour', ...zone),
  ])
  const link = ['--secret', SECRET, '--callback-url', listener.url]
  await desk.command('source', 'add', SOURCE, '--kind', 'integrator', ...link)
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
