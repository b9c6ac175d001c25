import { Hono } from 'hono'
import { paths } from '../../views/paths.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { booksRoutes } from '../verify/routes.tsx'
import { changeRoutes } from './change-routes.tsx'
import { letterWordRoutes } from './letter-routes.tsx'
import { mailRoutes } from './mail-routes.tsx'
import { paymentRoutes } from './payment-routes.tsx'
import { peopleRoutes } from './people-routes.tsx'
import { ruleRoutes } from './rules-routes.tsx'
import { sourcePaymentRoutes } from './source-payment-routes.tsx'
import { sourceRoutes } from './source-routes.tsx'
import { storeRoutes } from './store-routes.tsx'

type SettingsDeps = Pick<
  WebDeps,
  'sql' | 'engine' | 'publicUrl' | 'secrets' | 'log' | 'sendTestLetter' | 'tryPaymentAccount'
>

/** The shop's set-up; each part asks for its own role. */
export function settingsRoutes(deps: SettingsDeps) {
  return new Hono<AppEnv>()
    .get('/', allow(deps.sql, 'manageUsers'), (c) => c.redirect(paths.people(), 303))
    .route('/', peopleRoutes(deps))
    .route('/', sourceRoutes(deps))
    .route('/', storeRoutes(deps))
    .route('/', ruleRoutes(deps))
    .route('/', letterWordRoutes(deps))
    .route('/', paymentRoutes(deps))
    .route('/', sourcePaymentRoutes(deps))
    .route('/', mailRoutes(deps))
    .route('/', changeRoutes(deps))
    .route('/', booksRoutes(deps))
}
