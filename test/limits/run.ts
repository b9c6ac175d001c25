import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Desk, owner, SOURCE } from '../program/desk.ts'
import { kickstand } from '../runtime/running-program.ts'
import { website } from '../support/api.ts'
import { SECRET } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'
import { counted, newTally, openPage, paced, quantile, slope, type Tally } from './traffic.ts'

/**
 * `npm run test:limits`: a running desk under load, from this very machine.
 * --minutes N   200 requests a second (95 % reads, 5 orders and 5 clicks) and 50 open queue pages; 10 unless told
 * --only steady | flood | import
 */
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, only: { type: 'string' } },
})
const OTHER = 'second'
const PAGES = 50
const SESSIONS = 3
const IMPORTED = 100_000
/** When what is alive is looked at, as shares of the time: its cache of 1,000 workflows alone takes 3.5 minutes to fill. */
const LOOKS = [0.4, 0.55, 0.7, 0.85, 0.99]
/** Megabytes a minute: a process that gains more has doubled within a shop's day. */
const SLOPE_MAX = 1

const say = (line: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`)
const desk = await Desk.prepare()
const problems: string[] = []
const must = (isMet: boolean, what: string) => {
  say(`${isMet ? '✓' : '✗'} ${what}`)
  if (!isMet) problems.push(what)
}
try {
  const [node = '', ...words] = kickstand('start')
  const probes = [join('bench', 'heap-probe.mjs'), join('test', 'limits', 'heap-teller.mjs')]
  const collecting = ['--expose-gc', ...probes.flatMap((probe) => ['--import', resolve(probe)])]
  const program = await desk.start('start', [node, ...collecting, ...words])
  await desk.furnish()
  await desk.command('source', 'add', OTHER, '--kind', 'integrator', '--secret', SECRET)
  await desk.importText(
    'products',
    'sku,name,upc,mpn,price,on_hand_main\nNS-00935,LL Mountain Pedal,061234251606,PD-M282,40.49,9000000\n',
  )
  await desk.importText('customers', 'id,first_name,last_name,email\nC1,Ada,Kim,ada@example.com\n')
  const cookies = await Promise.all(Array.from({ length: SESSIONS }, signIn))
  const parts = { steady, flood, import: importing }
  for (const [name, part] of Object.entries(parts)) {
    if (values.only && values.only !== name) continue
    say(name)
    await part(cookies, program.child.pid ?? 0)
  }
} finally {
  await desk.close()
}
say(problems.length === 0 ? 'every limit holds' : `${problems.length} do not hold`)
process.exit(problems.length === 0 ? 0 : 1)

async function steady(cookies: string[], pid: number): Promise<void> {
  const tally = newTally()
  const stopping = new AbortController()
  const pages = Array.from({ length: PAGES }, (_, index) =>
    openPage(desk.url, cookies[index % SESSIONS] ?? '', tally, stopping.signal),
  )
  const minutes = Number(values.minutes)
  const end = Date.now() + minutes * 60_000
  const start = Date.now()
  const watching = setInterval(
    () => say(`${resident(pid).toFixed(0)} MB resident, ${tally.asked} asked`),
    60_000,
  )
  const alive = LOOKS.map(async (share): Promise<[number, number]> => {
    await pause(start + share * (end - start) - Date.now())
    return [Date.now() / 60_000, await megabytesAlive(pid)]
  })
  const traffic = mixedTraffic(tally, cookies[0] ?? '')
  await Promise.all([
    paced(190, end, traffic.read),
    paced(5, end, traffic.order),
    paced(5, end, traffic.click),
  ])
  clearInterval(watching)
  stopping.abort()
  await Promise.all(pages)
  report(tally)
  must(
    tally.errors.size === 0,
    `no error in ${tally.asked} requests: ${[...tally.errors].join('; ') || 'none'}`,
  )
  const points = await Promise.all(alive)
  say(`alive after collection: ${points.map(([, megabytes]) => megabytes.toFixed(1)).join(', ')} MB`)
  must(slope(points) < SLOPE_MAX, `what is alive grows by ${slope(points).toFixed(2)} MB a minute once warm`)
  await recordedAll(traffic.sent)
}

/** Orders of `SOURCE`; three of four are looked at by the website, the rest by people. */
function mixedTraffic(tally: Tally, cookie: string) {
  const shop = websiteOf(SOURCE)
  let sent = 0
  const anyOrder = () => `LOAD-${1 + Math.floor(Math.random() * Math.max(1, sent - 50))}`
  const see = (path: string) => asPerson(path, cookie)
  const reads: [string, (number: string) => Promise<{ status: number }>][] = [
    ['API order', (number) => shop.get(`/orders/${number}`)],
    ['API order', (number) => shop.get(`/orders/${number}`)],
    ['API order', (number) => shop.get(`/orders/${number}`)],
    ['API changes', () => shop.get(`/orders?limit=20`)],
    ['API inventory', () => shop.get('/inventory?limit=50')],
    ['API order', (number) => shop.get(`/orders/${number}`)],
    ['queue', () => see('/orders')],
    ['order page', (number) => see(`/orders/${SOURCE}/${number}`)],
  ]
  const order = () =>
    counted(tally, 'send order', async () => {
      const number = sent + 1
      sent = number
      return shop.post('/orders', pedals(`LOAD-${number}`))
    })
  return {
    order,
    read: async (index: number) => {
      const [kind, ask] = reads[index % reads.length] ?? ['queue', () => see('/orders')]
      if (sent < 60) return
      await counted(tally, kind, () => ask(anyOrder()))
    },
    /** Each order is accepted once, some seconds after it came. */
    click: async (index: number) => {
      const number = index - 50
      if (number < 1) return
      await counted(tally, 'click', () => act(`LOAD-${number}`, 'accept', cookie))
    },
    get sent() {
      return sent
    },
  }
}

async function flood(cookies: string[]): Promise<void> {
  const calm = newTally()
  const flooded = newTally()
  const wild = { asked: 0, refused: 0 }
  let count = 0
  const calmly = (tally: Tally) => async (index: number) => {
    const shop = websiteOf(OTHER)
    if (index % 2 === 0)
      await counted(tally, 'other source', () => shop.post('/orders', pedals(`CALM-${++count}`)))
    else await counted(tally, 'queue', () => asPerson('/orders', cookies[0] ?? ''))
  }
  await paced(10, Date.now() + 10_000, calmly(calm))
  const end = Date.now() + 30_000
  const lane = async () => {
    const shop = websiteOf(SOURCE)
    while (Date.now() < end) {
      const { status } = await shop.get('/orders?limit=20')
      wild.asked++
      if (status === 429) wild.refused++
    }
  }
  await Promise.all([paced(10, end, calmly(flooded)), ...Array.from({ length: 64 }, lane)])
  report(calm)
  report(flooded)
  say(`the flood: ${wild.asked} requests in 30 s, ${wild.refused} of them answered with 429`)
  must(flooded.errors.size === 0, `the others hear no error: ${[...flooded.errors].join('; ') || 'none'}`)
  const slowest = quantile(flooded.times.get('other source') ?? [], 0.95)
  must(slowest < 2_000, `95 % of the other source's orders are taken within ${slowest.toFixed(0)} ms`)
}

async function importing(cookies: string[]): Promise<void> {
  const tally = newTally()
  const file = join(desk.home, 'orders.jsonl')
  writeFileSync(
    file,
    Array.from({ length: IMPORTED }, (_, n) => `${JSON.stringify(pedals(`OLD-${n}`))}\n`).join(''),
  )
  const shop = websiteOf(OTHER)
  let isIn = false
  const command = desk.command('import', 'orders', file, '--source', SOURCE).then(() => {
    isIn = true
    say('the file is in; its orders wait for their turn')
  })
  const end = Date.now() + 120_000
  await paced(5, end, async (index) => {
    await counted(tally, 'queue', () => asPerson('/orders', cookies[0] ?? ''))
    if (index % 25 === 0) await takenIn(tally, shop, `NOW-${index}`)
  })
  await command
  report(tally)
  must(isIn && tally.errors.size === 0, `no error: ${[...tally.errors].join('; ') || 'none'}`)
  const [queue, taken] = ['queue', 'order taken in'].map((kind) =>
    quantile(tally.times.get(kind) ?? [], 0.95),
  )
  must((queue ?? 0) < 1_000, `95 % of the queue's pages within ${queue?.toFixed(0)} ms`)
  must(
    (taken ?? 0) < 10_000,
    `95 % of another website's orders have their status within ${taken?.toFixed(0)} ms`,
  )
}

/** From being sent until it has its first status. */
function takenIn(tally: Tally, shop: ReturnType<typeof websiteOf>, number: string): Promise<void> {
  return counted(tally, 'order taken in', async () => {
    await shop.post('/orders', pedals(number))
    for (let tries = 0; tries < 300; tries++) {
      const { status } = await shop.get(`/orders/${number}`)
      if (status === 200) return { status }
      await pause(100)
    }
    return { status: 504 }
  })
}

async function recordedAll(sent: number): Promise<void> {
  const end = Date.now() + 180_000
  let recorded = 0
  while (Date.now() < end && recorded < sent) {
    const [row] = await desk.sql`select count(*)::int as n from orders where number like 'LOAD-%'`
    recorded = row?.n
    await pause(500)
  }
  must(recorded === sent, `${recorded} of ${sent} orders are recorded`)
}

function websiteOf(source: string) {
  const request = (path: string | Request | URL, init?: RequestInit) =>
    fetch(`${desk.url}/api${path}`, { ...init, signal: AbortSignal.timeout(30_000) })
  return website({ request }, source)
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${desk.url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams(owner),
  })
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
}

async function asPerson(path: string, cookie: string) {
  const answer = await fetch(desk.url + path, { headers: { cookie }, signal: AbortSignal.timeout(15_000) })
  await answer.text()
  return answer
}

async function act(number: string, action: string, cookie: string) {
  const answer = await fetch(`${desk.url}/orders/${SOURCE}/${number}/${action}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ actionId: `load-${action}-${number}` }),
    signal: AbortSignal.timeout(15_000),
  })
  await answer.text()
  return answer
}

/** What the heaps of all threads hold once garbage is collected (heap-teller.mjs). */
async function megabytesAlive(pid: number): Promise<number> {
  const file = join(desk.home, 'heap')
  rmSync(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (let tries = 0; tries < 300 && !existsSync(file); tries++) await pause(100)
  if (!existsSync(file)) throw new Error('the program did not tell what is alive')
  return Number(readFileSync(file, 'utf8')) / 2 ** 20
}

/** Megabytes of the program itself, not of the servers beside it; garbage counts, until it is collected. */
function resident(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}

function report({ times }: Tally): void {
  for (const [kind, all] of times) {
    const [half, most] = [0.5, 0.95].map((share) => quantile(all, share).toFixed(0))
    say(`  ${kind}: ${all.length}, p50 ${half} ms, p95 ${most} ms`)
  }
}
