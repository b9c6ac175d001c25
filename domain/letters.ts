/** Letters that follow from what befalls an order, each at most once for the happening that asks for it. */
export const customerLetters = [
  'taken_on',
  'ready',
  'new_day',
  'reminder',
  'released',
  'rejected',
  'shipped',
  'refunded',
] as const

/** To the store's own address: an order waits for an answer, or nobody gave one. */
export const storeLetters = ['answer_due', 'answer_missed', 'hold_ended'] as const

/** `free`: what somebody at the desk wrote by hand. */
export const letterKinds = [...customerLetters, ...storeLetters, 'free'] as const
export type LetterKind = (typeof letterKinds)[number]

export type CustomerLetter = (typeof customerLetters)[number]
export type StoreLetter = (typeof storeLetters)[number]
/** A letter that a rule asks for. */
export type AskedLetter = CustomerLetter | StoreLetter

/** The languages that the shop's people speak. */
export const languages = ['en', 'ko', 'fr', 'nl'] as const
export type Language = (typeof languages)[number]

export const isLanguage = (text: unknown): text is Language => languages.some((language) => language === text)

export const isCustomerLetter = (kind: LetterKind): kind is CustomerLetter =>
  customerLetters.some((one) => one === kind)

/**
 * `sending`: handed to the mail server, which has not answered yet. `unknown`: it never did, so nobody knows whether
 * the letter went out, and only somebody at the desk sends it again.
 */
export const letterStatuses = ['waiting', 'sending', 'sent', 'failed', 'unknown', 'taken_back'] as const
export type LetterStatus = (typeof letterStatuses)[number]

/** Why a letter did not go out; each has its words in the locale files. */
export const letterTroubles = [
  /** Nobody knows where to. */
  'no_address',
  /** What stands for an address is none. */
  'bad_address',
  /** The mail server refused it for good, in its own words. */
  'rejected',
  /** Refused for now (4xx). */
  'put_off',
  /** Broken off after it was handed over. */
  'no_answer',
  /** There is no mail server any more. */
  'no_server',
  /** The mail server was away until the time was over. */
  'server_away',
  /** The order can not be read any more, or this program erred. */
  'not_written',
  /** The order had moved on before it could be sent. */
  'outdated',
  /** Advertising, and the customer does not agree to that any more. */
  'no_consent',
] as const
export type LetterTrouble = (typeof letterTroubles)[number]

/** What is wrong with the mail server, whatever the letter. */
export const serverTroubles = [
  'timeout',
  'refused',
  'unknown_host',
  'tls',
  'broken_off',
  'login',
  /** Its address leads to where nothing is sent. */
  'forbidden_address',
  /** It answers, but takes no letters now. */
  'unwilling',
  /** Its password was sealed with another key. */
  'sealed',
  'other',
] as const
export type ServerTrouble = (typeof serverTroubles)[number]

/** `tls`: from the first byte; `starttls`: before anything is said; `none`: in clear, within the shop's own network. */
export const mailSecurities = ['starttls', 'tls', 'none'] as const
export type MailSecurity = (typeof mailSecurities)[number]

export const SUBJECT_MAX = 200
export const BODY_MAX = 10_000
