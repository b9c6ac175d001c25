import { Command, Option } from 'commander'
import { z } from 'zod'
import { type Role, roles } from '../../domain/status.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { addPerson, makeLink } from '../../server/settings/people.ts'
import { removeSecondFactor } from '../../server/sign-in/second-factor-routes.tsx'
import { findUser } from '../../server/sign-in/users.ts'
import { paths } from '../../views/paths.ts'
import { CommandError } from '../command-error.ts'
import { type CommandContext, withDatabase } from './context.ts'

export function userCommand(): Command {
  const user = new Command('user').description('the people who work here')
  user
    .command('add')
    .description('add a person; prints a link, good once and for a day, to set a password')
    .argument('<email>', 'with which the person signs in')
    .addOption(new Option('--role <role>', 'what the person may do').choices(roles).makeOptionMandatory())
    .option('--name <name>', 'as the timeline names the person; left out: from the address')
    .action(add)
  user
    .command('reset')
    .description(
      'print another link for somebody and take off the second factor; the password stays until the link is used',
    )
    .argument('<email>', 'with which the person signs in')
    .action(reset)
  return user
}

async function add(email: string, { role, name }: { role: Role; name?: string }) {
  if (!z.email().safeParse(email).success) throw new CommandError(`EMAIL must be an address, not "${email}"`)
  if (name !== undefined && (name.trim() === '' || name.length > 200)) {
    throw new CommandError('--name must have 1 to 200 characters')
  }
  await withDatabase(async (context) => {
    const answer = await addPerson(context.sql, commandLine, { email, role, name: name?.trim() })
    if (!answer.ok)
      throw new CommandError(`There is a user ${email} already: "user reset ${email}" makes a link`)
    process.stdout.write(`User ${answer.person.email} added\n`)
    printLink(context, answer.token)
  })
}

async function reset(email: string) {
  await withDatabase(async (context) => {
    const person = await findUser(context.sql, email)
    if (!person) throw new CommandError(`There is no user ${email}`)
    const answer = await makeLink(context.sql, commandLine, person.id)
    if (!answer.ok) throw new CommandError(`${email} is deactivated: an owner can reactivate this person`)
    if (await removeSecondFactor(context.sql, commandLine, person.id)) {
      process.stdout.write(`The second factor of ${person.email} is taken off\n`)
    }
    printLink(context, answer.token)
  })
}

/** The link leads to where the web server is, or will be once it is started. */
function printLink({ webUrl }: CommandContext, token: string) {
  process.stdout.write(
    `A link to set the password, good once and for a day:\n${webUrl}${paths.welcome(token)}\n`,
  )
}
