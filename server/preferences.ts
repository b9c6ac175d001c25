import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { type Theme, themes } from '../views/context.ts'
import { paths } from '../views/paths.ts'
import type { AppEnv } from './env.ts'
import { readForm, textOf } from './form.ts'
import { isHttps } from './https.ts'
import { localPath } from './sign-in/local-path.ts'

const THEME = 'kickstand_theme'
const KEYS = 'kickstand_keys'
const YEAR_SECONDS = 365 * 86_400

export interface Preferences {
  theme: Theme
  hasKeys: boolean
}

/** How this browser wants its pages; nothing that concerns anybody else. */
export function preferencesOf(c: Context): Preferences {
  const theme = getCookie(c, THEME)
  return {
    theme: themes.find((known) => known === theme) ?? 'system',
    hasKeys: getCookie(c, KEYS) !== 'off',
  }
}

/** Keeps what the form says and leads back to the page it stood on. */
export function preferenceRoutes(publicUrl: string | undefined) {
  return new Hono<AppEnv>().post('/', async (c) => {
    const form = await readForm(c)
    const keep = (name: string, value: string) =>
      setCookie(c, name, value, {
        path: '/',
        sameSite: 'Lax',
        httpOnly: true,
        maxAge: YEAR_SECONDS,
        secure: isHttps(c, publicUrl),
      })
    const theme = themes.find((known) => known === textOf(form, 'theme'))
    if (theme) keep(THEME, theme)
    const keys = textOf(form, 'keys')
    if (keys === 'on' || keys === 'off') keep(KEYS, keys)
    return c.redirect(localPath(textOf(form, 'back')) ?? paths.queue(), 303)
  })
}
