import { createServer } from 'node:net'

// Below every system's ephemeral range: a client that keeps dialling a dead port of that range can end up
// connected to itself, and an outgoing connection can take the port while its server restarts.
const lowest = 15_000
const highest = 32_000

/** A port on 127.0.0.1 that nothing listens on now; `preferred` when that one is free. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred
  for (let tries = 0; tries < 100; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (await isFree(port)) return port
  }
  throw new Error(`No free port found between ${lowest} and ${highest}`)
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}
