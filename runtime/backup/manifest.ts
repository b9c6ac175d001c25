import { createHmac } from 'node:crypto'
import { z } from 'zod'

/** What a backup says of itself before its data. */
const beginning = z.object({
  format: z.literal(1),
  kickstand: z.string(),
  madeAt: z.iso.datetime(),
  /** The last change of the schema that it has, and how many there were. */
  migration: z.object({ tag: z.string(), count: z.int().positive() }),
  /** How many transactions its database had begun: websites remember how far they have read by them. */
  transactions: z.string().regex(/^\d+$/),
  /** Of the key that its secrets are sealed with. */
  keyMark: z.string(),
  hasKey: z.boolean(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type Beginning = z.infer<typeof beginning>

/** What it says of itself after them, since nobody knows that before. */
const end = z.object({
  tables: z.record(z.string(), z.object({ rows: z.int(), bytes: z.int(), sha256: z.string() })),
  sequences: z.array(z.object({ table: z.string(), column: z.string(), lastValue: z.int() })),
})
export type End = z.infer<typeof end>

export const BEGINNING = 'backup.json'
export const KEY = 'key'
export const END = 'checksums.json'

export const parseBeginning = (body: Buffer): Beginning => beginning.parse(JSON.parse(body.toString()))
export const parseEnd = (body: Buffer): End => end.parse(JSON.parse(body.toString()))

/** Tells keys apart and nothing else. */
export const markOfKey = (key: Buffer): string =>
  createHmac('sha256', key).update('kickstand backup').digest('hex').slice(0, 16)
