const id = encodeURIComponent

type SourceAction = 'rotate' | 'revoke' | 'deactivate' | 'reactivate'
type PaymentAction = 'test' | 'deactivate' | 'reactivate'
type PersonAction = 'link' | 'deactivate' | 'reactivate' | 'sign-out'

const withDone = (path: string, done?: string) => (done ? `${path}?done=${id(done)}` : path)

/** The addresses of the shop's set-up and of one's own account. */
export const settingsPaths = {
  settings: () => '/settings',
  people: (done?: string) => withDone('/settings/people', done),
  peopleSecondFactor: () => '/settings/people/second-factor',
  person: (userId: string, done?: string) => withDone(`/settings/people/${id(userId)}`, done),
  personAction: (userId: string, action: PersonAction) => `/settings/people/${id(userId)}/${action}`,
  sources: (done?: string) => withDone('/settings/sources', done),
  source: (sourceId: string, done?: string) => withDone(`/settings/sources/${id(sourceId)}`, done),
  sourceAction: (sourceId: string, action: SourceAction) => `/settings/sources/${id(sourceId)}/${action}`,
  stores: (done?: string) => withDone('/settings/stores', done),
  store: (code: string, done?: string) => withDone(`/settings/stores/${id(code)}`, done),
  storesPreview: () => '/settings/stores?preview',
  storePreview: (code: string) => `/settings/stores/${id(code)}?preview`,
  storeRules: (code: string, done?: string) => withDone(`/settings/stores/${id(code)}/rules`, done),
  storeRulesPreview: (code: string) => `/settings/stores/${id(code)}/rules?preview`,
  storeLetters: (code: string, done?: string) => withDone(`/settings/stores/${id(code)}/letters`, done),
  storeLetter: (code: string, kind: string, language: string, done?: string) =>
    withDone(`/settings/stores/${id(code)}/letters/${kind}/${language}`, done),
  storeLetterPreview: (code: string, kind: string, language: string) =>
    `/settings/stores/${id(code)}/letters/${kind}/${language}?preview`,
  sourceRules: (sourceId: string, done?: string) => withDone(`/settings/sources/${id(sourceId)}/rules`, done),
  sourceRulesPreview: (sourceId: string) => `/settings/sources/${id(sourceId)}/rules?preview`,
  sourcePayment: (sourceId: string, done?: string) =>
    withDone(`/settings/sources/${id(sourceId)}/payment`, done),
  payments: (done?: string) => withDone('/settings/payments', done),
  payment: (account: string, done?: string) => withDone(`/settings/payments/${id(account)}`, done),
  paymentAction: (account: string, action: PaymentAction) => `/settings/payments/${id(account)}/${action}`,
  mail: (done?: string) => withDone('/settings/mail', done),
  mailTest: () => '/settings/mail/test',
  mailRemoval: () => '/settings/mail/removal',
  books: (done?: string) => withDone('/settings/books', done),
  booksCheck: () => '/settings/books/check',
  changes: (before?: number) => (before ? `/settings/changes?before=${before}` : '/settings/changes'),
  account: (done?: string) => withDone('/account', done),
  accountPassword: () => '/account/password',
  accountSessions: () => '/account/sessions',
  signInHelp: (asked?: 'asked') => (asked ? '/sign-in/help?asked' : '/sign-in/help'),
}
