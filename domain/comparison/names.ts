import { folded, isMisspelt } from './text.ts'

/** Forms of one name, folded: short forms, and the ways in which Korean family names are spelt in Latin letters. */
const forms = [
  'alexander alex sander sasha xander',
  'andrew andy drew andre andreas andries dries',
  'anne anna ann annie hannah',
  'anthony tony antoine anton antoon toon',
  'benjamin ben benny',
  'catherine katherine kate katie cathy kathy katrien catharina',
  'charles charlie chuck karel carl karl',
  'christopher chris kris christophe christoffel',
  'christine christina tina chris',
  'cornelis kees cor corneel',
  'daniel dan danny',
  'david dave davy',
  'edward ed eddie ted eduard',
  'elizabeth liz beth lisa betty elisabeth els liesbeth elise',
  'francis francois frank frans franciscus',
  'gerard gerrit gerhard geert',
  'hendrik henk henry harry henri hein',
  'jacob jack jaap james jim jimmy jacques',
  'johannes jan johan hans john jean jon johnny',
  'jonathan jon johnny',
  'joseph joe joey jozef jos joop',
  'joshua josh',
  'katarina katja kat',
  'lawrence larry laurens laurent',
  'margaret maggie meg peggy margriet marguerite greet',
  'maria marie mary marieke mia',
  'matthew matt matthieu matthijs thijs',
  'michael mike mick mickey michel michiel',
  'nicholas nick nico nicolas niels klaas',
  'patricia pat patty trish',
  'peter pete piet pieter pierre',
  'philip phil filip philippe flip',
  'rebecca becky bec',
  'richard rick dick rich ricky',
  'robert rob bob bobby robbie',
  'samuel sam sammy',
  'stephen steven steve stefan stephane stefaan',
  'susan sue suzanne susanna',
  'theodore theo ted dirk',
  'thomas tom tommy',
  'victoria vicky tori',
  'william will bill billy willem wim guillaume liam',
  'kimberly kim',
  'kim gim',
  'lee yi rhee ri',
  'park pak bak',
  'choi choe',
  'jung jeong chung cheong',
  'kang gang',
  'cho jo',
  'yoon yun',
  'jang chang',
  'lim im rim',
  'shin sin',
  'seo suh',
  'kwon gwon',
  'hwang whang',
  'ahn an',
  'ryu yoo yu you',
  'noh no roh',
].map((group) => group.split(' '))

const VARIANTS_MAX = 12

/** The other forms of one folded word of a name; none for most. */
function otherForms(word: string): string[] {
  return forms
    .filter((group) => group.includes(word))
    .flatMap((group) => group.filter((form) => form !== word))
}

/** A name and its variants: one word in another form ("Bob Lee", "Robert Lee"), written apart; itself first. */
export function nameVariants(name: string): string[] {
  const words = folded(name).split(' ')
  const variants = words.flatMap((word, place) =>
    otherForms(word).map((form) => words.with(place, form).join(' ')),
  )
  return [...new Set([name, ...writtenApart(name), ...variants])].slice(0, VARIANTS_MAX)
}

const HANGUL_NAME = /^\p{Script=Hangul}{2,6}$/u
/** All but a dozen family names have one syllable. */
const FAMILY_SYLLABLES = [1, 2]

/** A Korean name in one word and in two: 김민준, 민준 김. */
function writtenApart(name: string): string[] {
  const words = name.trim().split(/[\s,]+/)
  if (!HANGUL_NAME.test(words.join(''))) return []
  const [word = '', other] = words
  if (words.length > 2) return []
  if (other !== undefined) return [other + word, word + other]
  return FAMILY_SYLLABLES.filter((length) => length < word.length).map(
    (length) => `${word.slice(length)} ${word.slice(0, length)}`,
  )
}

/** Whether two names may well be one person's: misspelt, swapped, abbreviated, or another form of the name. */
export function isNearName(a: string, b: string): boolean {
  const [mine, theirs] = [wordsOf(a), wordsOf(b)]
  if (mine.length === 0 || theirs.length === 0) return false
  if (isMisspelt(mine.join(''), theirs.join(''))) return true
  if (isMisspelt(mine.toSorted().join(' '), theirs.toSorted().join(' '))) return true
  const [fewer, more] = mine.length <= theirs.length ? [mine, theirs] : [theirs, mine]
  return fewer.length > 1 && standForOthers(fewer, more)
}

const wordsOf = (name: string) => folded(name).split(' ').filter(Boolean)

/** Each of these words stands for one of the others, and no two for the same. */
function standForOthers(words: readonly string[], others: readonly string[]): boolean {
  const free = [...others]
  return words.every((word) => {
    const place = free.findIndex((other) => standsFor(word, other))
    if (place >= 0) free.splice(place, 1)
    return place >= 0
  })
}

/** The same word, misspelt, in another form, or as its first letter. */
function standsFor(word: string, other: string): boolean {
  if (word === other || isMisspelt(word, other) || otherForms(word).includes(other)) return true
  const [short, long] = word.length < other.length ? [word, other] : [other, word]
  return short.length === 1 && long.startsWith(short)
}

const IDEOGRAPHIC = /^[\p{Script=Hangul}\p{Script=Han}]+$/u

/** A name in one piece as its own script writes it: 김민준, but Kim Okafor. */
export function fullName(firstName: string | null, lastName: string | null): string {
  const [first, last] = [firstName?.trim() ?? '', lastName?.trim() ?? '']
  if (IDEOGRAPHIC.test(first) && IDEOGRAPHIC.test(last)) return last + first
  return [first, last].filter(Boolean).join(' ')
}
