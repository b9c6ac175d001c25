import { readFileSync } from 'node:fs'

// Loaded before a process of its own (NODE_OPTIONS): its clock goes wrong by what a file says, in milliseconds.
const file = process.env.FAULTS_CLOCK
let byMs = 0
if (file) {
  const look = () => {
    try {
      byMs = Number(readFileSync(file, 'utf8')) || 0
    } catch {
      byMs = 0
    }
  }
  look()
  setInterval(look, 100).unref()
  const Right = globalThis.Date
  globalThis.Date = class Wrong extends Right {
    constructor(...given) {
      super(...(given.length === 0 ? [Right.now() + byMs] : given))
    }

    static now() {
      return Right.now() + byMs
    }
  }
}
