import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { History } from '@temporalio/common/lib/proto-utils.js'
import proto from '@temporalio/proto'

const { History: HistoryMessage } = proto.temporal.api.history.v1
const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** More than Temporal lets a history grow to (50 MB): what unpacks to more is none. */
const BYTES_MAX = 64 * 1024 * 1024

export interface PackedHistory {
  /** Gzip of the history in protobuf's binary form. */
  history: Buffer
  /** Of these bytes. */
  sha256: Buffer
  events: number
}

export async function packed(history: History): Promise<PackedHistory> {
  const bytes = await pack(HistoryMessage.encode(history).finish(), { level: 9 })
  return { history: bytes, sha256: digest(bytes), events: history.events?.length ?? 0 }
}

/** Why an archived history proves nothing: its bytes are not those that were archived. */
export class ChangedHistory extends Error {}

/** @throws ChangedHistory where bytes, checksum and number of events do not belong together */
export async function unpacked({ history, sha256, events }: PackedHistory): Promise<History> {
  if (!digest(history).equals(sha256)) throw new ChangedHistory('its checksum is another')
  const whole = HistoryMessage.decode(await unpack(history, { maxOutputLength: BYTES_MAX }))
  if (whole.events.length !== events) throw new ChangedHistory(`it has ${whole.events.length} events`)
  return whole
}

const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
