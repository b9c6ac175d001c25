/** Words of the desk's own (docs/security.md): a password that is one of them with figures around it is guessed. */
const ownWords = ['kickstand', 'orderdesk', 'password', 'owner', 'manager', 'staff']

let known: Promise<ReadonlySet<string>> | null = null

/** Some 18,000 that were found in breaches, long enough for this desk; loaded when somebody sets one. */
function commonPasswords(): Promise<ReadonlySet<string>> {
  known ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map(String)),
  )
  return known
}

/** One of those that are tried first: a common one, or a word of the desk's or the person's own with figures around it. */
export async function isGuessable(password: string, email: string): Promise<boolean> {
  const lower = password.toLowerCase()
  const letters = lower.replace(/[^\p{L}]/gu, '')
  const words = [...ownWords, ...email.toLowerCase().split(/[^\p{L}]+/u)].filter((word) => word.length > 2)
  return words.includes(letters) || lower === email.toLowerCase() || (await commonPasswords()).has(lower)
}
