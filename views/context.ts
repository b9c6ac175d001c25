import { createContext, useContext } from 'hono/jsx'
import { type Words, wordsFor } from './words.ts'

export const WordsContext = createContext<Words>(wordsFor('en'))

export const useWords = () => useContext(WordsContext)

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What a page is rendered for, beside what it shows. */
export interface Surroundings {
  /** What stands within `main`, for htmx, instead of the whole page. */
  isFragment: boolean
  theme: Theme
  /** Whether single keys do something. */
  hasKeys: boolean
  /** The page's own address, to come back to. */
  here: string
  /** What was asked for, by a form too: the part of the desk that this is of. */
  path: string
  /** Up to where this process had heard of changes before the page was read. */
  since: string
}

export const SurroundingsContext = createContext<Surroundings>({
  isFragment: false,
  theme: 'system',
  hasKeys: true,
  here: '/',
  path: '/',
  since: '',
})

export const useSurroundings = () => useContext(SurroundingsContext)
