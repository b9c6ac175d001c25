import { createContext, useContext } from 'hono/jsx'
import { type Words, wordsFor } from './words.ts'

export const WordsContext = createContext<Words>(wordsFor('en'))

export const useWords = () => useContext(WordsContext)
