import { copyFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import pino, { type Logger } from 'pino'
import type { Config } from './config.ts'

export type Log = Logger

const largestLog = 20 * 1024 * 1024
/** Bytes. */
const keptWhileFull = 1024 * 1024
const everyTenMinutes = 600_000
/** PostgreSQL says there which value stood in the way: a person's address, say. */
const redact = { paths: ['err.detail', 'err.where', 'err.parameters', 'err.args'], remove: true }

/**
 * JSON lines in `<home>/log/kickstand.log`, or on stdout where containers are asked for theirs; what ends the program
 * also goes to stderr.
 */
export function openLog(config: Pick<Config, 'home' | 'logLevel' | 'logTo'>): Log {
  const dest = config.logTo === 'stdout' ? 1 : join(config.home, 'log', 'kickstand.log')
  const file = pino.destination({ dest, mkdir: true, sync: true, maxLength: keptWhileFull })
  survives(file)
  const streams = pino.multistream([
    { level: 'trace', stream: file },
    { level: 'fatal', stream: process.stderr },
  ])
  return pino({ level: config.logLevel, base: { pid: process.pid }, redact }, streams)
}

/** A full disk ends no program: what can't be written waits in memory, as far as there is room for it. */
function survives(file: ReturnType<typeof pino.destination>) {
  let isSaid = false
  file.on('error', (error) => {
    if (!isSaid) process.stderr.write(`The log can't be written: ${error}\n`)
    isSaid = true
  })
  file.on('write', () => {
    isSaid = false
  })
}

/** Keeps every log of the home below 20 MB, with one older part beside it. Writers append, so truncating is safe. */
export function limitLogs(home: string): () => void {
  const files = ['kickstand.log', 'postgres.log', 'temporal.log'].map((name) => join(home, 'log', name))
  const limit = () => files.forEach(limitLog)
  limit()
  const timer = setInterval(limit, everyTenMinutes).unref()
  return () => clearInterval(timer)
}

function limitLog(file: string) {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < largestLog) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}
