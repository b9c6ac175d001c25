/** There is work for whoever starts workflows; a lost notice only waits for the sweep's next round. */
export const WORK_CHANNEL = 'kickstand_work'
/** Said there where it is the inbox of a return that waits: it is looked into then, and not for every order. */
export const RETURNS_WAIT = 'returns'

/** A happening is answered: `{"order":1,"happening":"staff:…"}`. Pages wait for what became of theirs. */
export const ANSWERS_CHANNEL = 'kickstand_answers'

/** An order's row was written: its id; 0 where many went at once. Open pages look again. */
export const ORDERS_CHANNEL = 'kickstand_orders'

/** A source or store was set up otherwise: whoever keeps them in memory forgets them. */
export const SET_UP_CHANNEL = 'kickstand_set_up'

/** A callback was queued, or may be sent again. */
export const CALLBACKS_CHANNEL = 'kickstand_callbacks'

/** A letter was queued, or the mail server was set up otherwise. */
export const LETTERS_CHANNEL = 'kickstand_letters'
