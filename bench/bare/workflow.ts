import { condition, proxySinks, type Sinks, setDefaultSignalHandler } from '@temporalio/workflow'

export interface ClientSinks extends Sinks {
  client: { answered(signal: string): void }
}

/** As many as a happy order has clicks: accept, ready, complete. */
export const SIGNALS = 3

const { client } = proxySinks<ClientSinks>()

/** The least that a durable order could be: it hears of each signal, says so without an event, and ends. */
export async function bare(): Promise<void> {
  let heard = 0
  setDefaultSignalHandler((name) => {
    heard++
    client.answered(name)
  })
  await condition(() => heard === SIGNALS)
}
