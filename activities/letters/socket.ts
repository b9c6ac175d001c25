import { connect, type Socket } from 'node:net'
import { checkedLookup, checkHost, type OwnServer } from '../outbox/addresses.ts'

export interface MailHost {
  host: string
  port: number
  own: readonly OwnServer[]
  connectMs: number
}

/** A connection to where nothing forbids it. Rejects with the socket's own error, or ETIMEDOUT. */
export function openSocket({ host, port, own, connectMs }: MailHost, breakOff: AbortSignal): Promise<Socket> {
  checkHost(host, port, own)
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, lookup: checkedLookup(port, own) })
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    const late = () => fail(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }))
    const timer = setTimeout(late, connectMs)
    const stop = () => fail(new Error('told to stop'))
    breakOff.addEventListener('abort', stop, { once: true })
    const done = () => {
      clearTimeout(timer)
      breakOff.removeEventListener('abort', stop)
      socket.removeListener('error', fail)
    }
    socket.once('error', fail)
    socket.once('close', done)
    socket.once('connect', () => {
      done()
      resolve(socket)
    })
  })
}
