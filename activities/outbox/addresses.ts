import { lookup as resolveName } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { networkInterfaces } from 'node:os'

/** A server of the program's own, or one that it stands on: nothing is sent there. */
export interface OwnServer {
  host: string
  port: number
}

export class ForbiddenAddress extends Error {
  override name = 'ForbiddenAddress'
}

/**
 * A shop's website may well stand in its own network, so private addresses are let through. Link-local ones are not:
 * 169.254.169.254 and its like hand out a cloud machine's credentials. Nor is "any address", which is this machine.
 */
const forbidden = new BlockList()
forbidden.addSubnet('0.0.0.0', 8)
forbidden.addSubnet('169.254.0.0', 16)
forbidden.addSubnet('224.0.0.0', 3)
forbidden.addAddress('100.100.100.200')
forbidden.addAddress('::', 'ipv6')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addSubnet('ff00::', 8, 'ipv6')
forbidden.addSubnet('fd00:ec2::', 32, 'ipv6')

/** @throws ForbiddenAddress where nothing is sent */
export function checkAddress(address: string, port: number, own: readonly OwnServer[]): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  if (forbidden.check(address, family)) throw new ForbiddenAddress(address)
  const isOwn = own.some((server) => server.port === port && (server.host === address || isHere(address)))
  if (isOwn) throw new ForbiddenAddress(`${address}:${port}`)
}

/** Of a host as it was set, before it is looked up. @throws ForbiddenAddress where nothing is sent */
export function checkHost(host: string, port: number, own: readonly OwnServer[]): void {
  if (isIP(host)) checkAddress(host, port, own)
  if (own.some((server) => server.host === host && server.port === port)) throw new ForbiddenAddress(host)
}

/** Looks a name up and checks what it stands for, so that the address that is checked is the one that is used. */
export function checkedLookup(port: number, own: readonly OwnServer[]): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      try {
        for (const { address } of found) checkAddress(address, port, own)
      } catch (problem) {
        return callback(problem as Error, [])
      }
      const [first] = found
      if (options.all) callback(null, found)
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

function isHere(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  if (plain.startsWith('127.') || plain === '::1') return true
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === plain))
}
