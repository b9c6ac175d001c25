import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A sample bike shop beside the project; not part of it. */
const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

export const hasSample = existsSync(folder)
export const sampleFile = (name: string): string => `${folder}${name}`
