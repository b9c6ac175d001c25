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
