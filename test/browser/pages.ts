import { shownImports } from './shown-set-up.ts'
import { shownOrders } from './shown-shop.ts'

/** For those who are not signed in. */
export const openPages = ['/sign-in', '/sign-in/help', '/welcome/unknown', '/api/docs']

/** Of the owner. */
export const pages = [
  '/orders',
  '/orders?q=nothing-like-this',
  '/orders?status=completed',
  '/orders/northshore/nowhere',
  '/nowhere',
  '/account',
  '/account/second-factor',
  '/settings/people',
  '/settings/people/ben',
  '/settings/sources',
  '/settings/sources/northshore',
  '/settings/sources/northshore/rules',
  '/settings/stores',
  '/settings/stores/main',
  '/settings/stores/main/rules',
  '/settings/stores/main/letters',
  '/settings/stores/main/letters/ready/ko',
  '/settings/sources/northshore/payment',
  '/settings/payments',
  '/settings/payments/online',
  '/settings/mail',
  '/orders/late-letters',
  '/settings/changes',
  '/settings/books',
  `/orders/northshore/${shownOrders[0]}/letters/new`,
  '/money',
  '/returns',
  '/returns/bin',
  '/orders/northshore/RETURNED/returns/1/exchange?q=e',
  '/stuck',
  '/orders/northshore/DONE/returns/new',
  '/orders/northshore/DONE/returns/new?goods=awaited',
  '/orders/northshore/NEW/returns/new',
  '/orders/northshore/DONE/erase',
  '/orders/northshore/RETURNED/returns/1',
  '/orders/northshore/RETURNED/returns/2',
  '/imports',
  '/sample',
  ...shownImports,
  ...shownOrders.map((number) => `/orders/northshore/${number}`),
]
