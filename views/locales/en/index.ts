import bin from './bin.json' with { type: 'json' }
import booksCheck from './books-check.json' with { type: 'json' }
import callbacks from './callbacks.json' with { type: 'json' }
import counter from './counter.json' with { type: 'json' }
import desk from './desk.json' with { type: 'json' }
import erasure from './erasure.json' with { type: 'json' }
import exchange from './exchange.json' with { type: 'json' }
import imports from './imports.json' with { type: 'json' }
import letters from './letters.json' with { type: 'json' }
import live from './live.json' with { type: 'json' }
import moneyPage from './money-page.json' with { type: 'json' }
import orderPage from './order.json' with { type: 'json' }
import payments from './payments.json' with { type: 'json' }
import returns from './returns.json' with { type: 'json' }
import rules from './rules.json' with { type: 'json' }
import sample from './sample.json' with { type: 'json' }
import secondFactor from './second-factor.json' with { type: 'json' }
import settings from './settings.json' with { type: 'json' }
import stuck from './stuck.json' with { type: 'json' }

/** One file for each part of the program. */
export const en = {
  ...booksCheck,
  ...bin,
  ...callbacks,
  ...counter,
  ...desk,
  ...erasure,
  ...exchange,
  ...imports,
  ...letters,
  ...live,
  ...moneyPage,
  ...orderPage,
  ...payments,
  ...returns,
  ...rules,
  ...sample,
  ...secondFactor,
  ...settings,
  ...stuck,
}
