import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { Worker, type WorkflowBundleOption } from '@temporalio/worker'
import { afterAll, describe, expect, it } from 'vitest'
import { deadlineKinds } from '../../domain/happening.ts'
import { upkeepWorks } from '../../domain/ids.ts'
import { effectKinds } from '../../domain/order.ts'
import { returnStatuses } from '../../domain/returns/return.ts'
import { statuses } from '../../domain/status.ts'
import { installQuietRuntime, type ReplayedRun, replayEach } from '../../runtime/replay-runs.ts'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'
import * as workflows from '../../workflows/index.ts'
import { keepHistory } from '../histories/keep.ts'
import { lives, returnLives } from '../histories/lives.ts'
import {
  EARLIER,
  faultsOf,
  gapsOf,
  historiesFolder,
  type Manifest,
  readHistory,
  readManifest,
  type Wanted,
} from '../histories/manifest.ts'
import { payloadsOf } from '../histories/read.ts'
import { type Alteration, alteredBundle } from '../support/altered-bundle.ts'

installQuietRuntime()

const manifest = readManifest()
const files = Object.keys(manifest)
const wanted: Wanted = {
  types: Object.keys(workflows),
  stands: { order: ['awaited', ...statuses], returnCase: returnStatuses, upkeep: upkeepWorks },
  ends: {
    order: ['open', 'completed', 'continuedAsNew'],
    returnCase: ['open', 'completed', 'continuedAsNew'],
    upkeep: ['open', 'completed'],
  },
  effects: effectKinds,
  deadlines: [...deadlineKinds, 'goodsLate', 'close'],
}

/** @returns how many were replayed, and the files of those that differ */
async function replay(bundle: WorkflowBundleOption, names = files) {
  const histories = names.map((file) => ({ workflowId: file, history: readHistory(file) }))
  const differ: string[] = []
  let replayed = 0
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle: bundle },
    histories,
  )) {
    replayed++
    if (error) differ.push(`${workflowId}: ${error.message}`)
  }
  return { replayed, differ }
}

/** Each bundle takes a second, and several on a busy machine. */
const patient = { timeout: 90_000 }

describe('histories of real orders, returns and upkeep', patient, () => {
  it('are those of the manifest, as they were recorded', () => {
    expect(faultsOf()).toEqual([])
    const present = files.filter((file) => !file.startsWith(EARLIER))
    const lived = [...lives, ...returnLives].map(({ name }) => `${name}.json`)
    expect(present).toEqual(expect.arrayContaining(lived))
  })

  it('show every workflow in every status, each way to its end, and all that it asks for or waits for', () => {
    expect(gapsOf(manifest, wanted)).toEqual([])
  })

  it('hold ids and figures, and nothing that a person is called by or wrote', () => {
    const personal = /Kim|Okafor|example\.com|555-?0133|They c|Call \d|By hand|UPS|HELMET|C1\b/i
    for (const file of files) {
      const words = payloadsOf(readHistory(file)).join('\n')
      expect(words).toMatch(/orderId|returnId|archiveHistories|checkBooks/)
      expect(words, file).not.toMatch(personal)
    }
  })

  it('replay against the workflows as they are now, those of earlier programs, too', async () => {
    expect(await replay(await workflowBundle())).toEqual({ replayed: files.length, differ: [] })
    expect(files.length).toBeGreaterThanOrEqual(50)
    expect(files.filter((file) => file.startsWith(EARLIER)).length).toBeGreaterThanOrEqual(3)
  })
})

describe('a change of a workflow that old orders could not go on with', patient, () => {
  const record = 'return record({ orderId, happening, at: Date.now() })'
  const writes = { file: 'workflows/order.ts', from: record }
  const looks = {
    file: 'workflows/return-case.ts',
    from: 'return recordReturn({ returnId, happening: { id }, at: Date.now() })',
  }
  const slept = (text: string) => `return workflowSleep(1).then(() => { ${text} })`
  const imports = (file: string): Alteration => ({
    file,
    from: "from '@temporalio/workflow'",
    to: "from '@temporalio/workflow'\nimport { sleep as workflowSleep } from '@temporalio/workflow'",
  })
  const timerFirst = (change: { file: string; from: string }) => [
    imports(change.file),
    { ...change, to: slept(change.from) },
  ]
  const doneTwice = ({ file, from }: { file: string; from: string }): Alteration => ({
    file,
    from,
    to: `${from}.then((desk) => ${from.replace('return ', '')}.then(() => desk))`,
  })
  const otherName = {
    file: 'workflows/order.ts',
    from: 'const { record } = ',
    to: 'const { record2 } = ',
  }
  const ofType = (...types: string[]) => files.filter((file) => types.includes(manifest[file]?.type ?? ''))

  it('is found: a timer before something is written down', async () => {
    const bundle = await alteredBundle([...timerFirst(writes), ...timerFirst(looks)])
    const cases = ofType('order', 'returnCase')
    const { replayed, differ } = await replay(bundle, cases)
    expect([replayed, differ.length]).toEqual([cases.length, cases.length])
    expect(differ[0]).toContain('TMPRL1100')
    expect((await replay(bundle, ofType('upkeep'))).differ).toEqual([])
  })

  it('is told by its first difference, as kickstand replay prints it', async () => {
    const bundle = await alteredBundle([
      { ...writes, to: 'return record2({ orderId, happening, at: 0 })' },
      otherName,
    ])
    const history = historyFromJSON(readHistory('in-process.json'))
    const run = { workflowId: 'order:northshore:NS-1', runId: 'r1', closedAt: null, archiveFault: null }
    const told: ReplayedRun[] = []
    for await (const one of replayEach([{ ...run, from: 'archive', history }], bundle)) told.push(one)
    expect(told).toEqual([
      { ...run, from: 'archive', events: 10, difference: expect.stringMatching(/^\[TMPRL1100\].*record2/) },
    ])
  })

  it('is found: something that is written down twice, or asked for once less', async () => {
    const bundle = await alteredBundle([
      doneTwice(writes),
      doneTwice(looks),
      { file: 'workflows/upkeep.ts', from: 'if (isDone) return', to: 'return' },
    ])
    const { differ } = await replay(bundle)
    const found = differ.map((line) => line.slice(0, line.indexOf(':')))
    // What an open one does next is not written yet.
    expect(found).toEqual(expect.arrayContaining(files.filter((file) => manifest[file]?.ends !== 'open')))
  })
})

describe('the gate itself', () => {
  const folders: string[] = []
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })

  function copyOfHistories(): string {
    const folder = mkdtempSync(join(tmpdir(), 'kickstand-histories-'))
    folders.push(folder)
    cpSync(historiesFolder, folder, { recursive: true, filter: (path) => !path.endsWith('.ts') })
    return folder
  }

  it('knows a history that was changed, one that is gone, and one that nobody recorded', () => {
    const folder = copyOfHistories()
    expect(faultsOf(folder)).toEqual([])
    const text = readFileSync(join(folder, 'new.json'), 'utf8')
    writeFileSync(join(folder, 'new.json'), text.replace('"eventId":"2"', '"eventId":"3"'))
    writeFileSync(join(folder, 'other.json'), text)
    rmSync(join(folder, 'archived.json'))
    expect(faultsOf(folder)).toEqual([
      'other.json is not in the manifest',
      'archived.json is gone',
      'new.json was changed since it was recorded',
    ])
  })

  it('keeps a history that a new one replaces where the two prove different things', () => {
    const folder = copyOfHistories()
    const other = historyFromJSON(readHistory('identified.json'))
    keepHistory('identified', other, undefined, folder)
    expect(Object.keys(readManifest(folder)).sort()).toEqual([...files].sort())
    keepHistory('new', other, undefined, folder)
    const moved = `${EARLIER}/new.${manifest['new.json']?.recorded.commit}.json`
    expect(Object.keys(readManifest(folder)).sort()).toEqual([...files, moved].sort())
    expect(readManifest(folder)[moved]).toEqual(manifest['new.json'])
    expect(faultsOf(folder)).toEqual([])
  })

  it('knows a manifest that says more than its histories hold', () => {
    const { 'new.json': entry } = manifest
    if (!entry) throw new Error('new.json is not recorded')
    const says = (more: object) => ({ ...manifest, 'new.json': { ...entry, ...more } })
    for (const lie of [{ stands: 'shipped' }, { effects: ['refund'] }, { ends: 'completed' }, { events: 99 }])
      expect(faultsOf(historiesFolder, says(lie))).toEqual([
        'new.json holds other things than the manifest says',
      ])
  })

  it('knows what has no history: a status, a way to end, an effect, a deadline, a workflow; all of it without any', () => {
    const without = (keep: (entry: Manifest[string]) => boolean): Manifest =>
      Object.fromEntries(Object.entries(manifest).filter(([, entry]) => keep(entry)))
    expect(
      gapsOf(
        without(({ stands }) => stands !== 'shipped'),
        wanted,
      ),
    ).toEqual(['order shipped'])
    expect(
      gapsOf(
        without(({ effects }) => !effects.includes('release')),
        wanted,
      ),
    ).toEqual(['effect release'])
    expect(
      gapsOf(
        without(({ deadlines }) => !deadlines.includes('captureEnds')),
        wanted,
      ),
    ).toEqual(['deadline captureEnds'])
    expect(gapsOf(manifest, { ...wanted, types: [...wanted.types, 'pollSource'] })).toEqual([
      'workflow pollSource',
    ])
    expect(gapsOf({}, wanted).length).toBeGreaterThan(40)
  })
})
