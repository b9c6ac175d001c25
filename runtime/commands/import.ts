import { stat } from 'node:fs/promises'
import { Command } from 'commander'
import { type Refusals, UnusableFile } from '../../intake/files/refusal.ts'
import type { ReadOptions } from '../../intake/files/text-file.ts'
import { importCustomers } from '../../intake/import-customers.ts'
import { importOrders } from '../../intake/import-orders.ts'
import { importProducts } from '../../intake/import-products.ts'
import { CommandError } from '../command-error.ts'
import { type CommandContext, withDatabase } from './context.ts'
import { showProgress } from './progress.ts'

interface Result {
  /** Lines of the summary. */
  summary: string[]
  refusals: Refusals
}

export function importCommand(): Command {
  const command = new Command('import').description('products, customers and orders from files')
  command
    .command('products')
    .description('bring the catalogue and its stock in line with a CSV file')
    .argument('<file>')
    .action((file: string) => runImport(file, productsFrom))
  const source = ['--source <id>', 'the source that knows them'] as const
  command
    .command('customers')
    .description('bring the customers in line with a CSV file')
    .argument('<file>')
    .requiredOption(...source)
    .action((file: string, options: { source: string }) => runImport(file, customersFrom(options.source)))
  command
    .command('orders')
    .description('put the orders of a file of JSON lines into the inbox')
    .argument('<file>')
    .requiredOption(...source)
    .action((file: string, options: { source: string }) => runImport(file, ordersFrom(options.source)))
  return command
}

type Import = (context: CommandContext, file: string, options: ReadOptions) => Promise<Result>

const productsFrom: Import = async ({ sql }, file, options) => {
  const { rows, added, changed, counted, notes, refusals } = await importProducts(sql, file, options)
  const figures = `${rows} rows: ${added} products added, ${changed} changed, ${counted} stock levels set`
  return { summary: [...notes, figures], refusals }
}

const customersFrom =
  (source: string): Import =>
  async ({ sql }, file, options) => {
    await requireSource({ sql }, source)
    const { rows, added, changed, linked, notes, refusals } = await importCustomers(
      sql,
      source,
      file,
      options,
    )
    const figures = `${rows} rows: ${added} customers added, ${changed} changed, ${linked} linked to ${source}`
    return { summary: [...notes, figures], refusals }
  }

const ordersFrom =
  (source: string): Import =>
  async ({ sql }, file, options) => {
    await requireSource({ sql }, source)
    const { rows, added, duplicates, unreadable, refusals } = await importOrders(sql, source, file, options)
    const unread =
      unreadable.rows > 0 ? [`${unreadable.rows} can't be read and wait as Sale Processing Failed:`] : []
    const figures = `${rows} lines: ${added} orders added, ${duplicates} known already`
    return { summary: [...unread, ...listed(unreadable), figures], refusals }
  }

async function requireSource({ sql }: Pick<CommandContext, 'sql'>, source: string): Promise<void> {
  const found = await sql`select 1 from sources where id = ${source}`
  if (found.length === 0) throw new CommandError(`--source: there is no source "${source}"`)
}

/** Prints the summary and what was refused; a refused row makes the exit code 1. */
async function runImport(file: string, work: Import): Promise<void> {
  const { summary, refusals } = await withDatabase((context) => importFile(context, file, work))
  const refused = refusals.rows > 0 ? [`${refusals.rows} refused:`, ...listed(refusals)] : []
  process.stdout.write(`${[...summary, ...refused].join('\n')}\n`)
  if (refusals.rows > 0) process.exitCode = 1
}

async function importFile(context: CommandContext, file: string, work: Import): Promise<Result> {
  const progress = showProgress(await sizeOf(file))
  try {
    return await work(context, file, { onBytes: progress.advance, signal: context.signal })
  } catch (error) {
    throw error instanceof UnusableFile ? new CommandError(`${file}: ${error.message}`) : error
  } finally {
    progress.end()
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (found.isFile()) return found.size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  throw new CommandError(`There is no file ${file}`)
}

function listed({ listed: refused, rows }: Refusals): string[] {
  const lines = refused
    .toSorted((a, b) => a.row - b.row)
    .map(({ row, column, reason }) => `  row ${row}${column && `, ${column}`}: ${reason}`)
  const shown = new Set(refused.map(({ row }) => row)).size
  return rows > shown ? [...lines, `  and ${rows - shown} more`] : lines
}
