import type { Sql } from '../../db/client.ts'

/** Its weekends and nights are in it. */
const WEEKS_LOOKED_AT = 3
/** With fewer orders nobody can say what is usual. */
const ORDERS_MIN = 10
/** Longer than the longest pause by this, and by an hour at least. */
const LONGER_BY = 2
const ORDERS_LOOKED_AT = 5_000

/**
 * Sources that have sent no order for twice as long as their longest pause of the last weeks. Their orders are found
 * by the time at which they came, by an index that costs inserting nothing; a source that never paused for long is
 * looked at over its last orders alone.
 */
export async function noteSilentSources(sql: Sql): Promise<void> {
  await sql`
    with arrivals as (
      select source, received_at, received_at - lag(received_at) over (partition by source order by received_at) as pause
      from (select source, received_at from web_orders
        where received_at > now() - make_interval(weeks => ${WEEKS_LOOKED_AT}) and raw is not null
        order by id desc limit ${ORDERS_LOOKED_AT}) recent
    ), usual as (
      select source, max(received_at) as last, greatest(max(pause), interval '1 hour') as pause
      from arrivals group by source having count(*) >= ${ORDERS_MIN}
    ), silent as (
      select u.source, u.last, extract(epoch from u.pause)::int as usual_seconds
      from usual u join sources s on s.id = u.source and s.deactivated_at is null and not s.sample
      where u.last < now() - ${LONGER_BY} * u.pause
    ), gone as (
      delete from silent_sources where source not in (select source from silent)
    )
    insert into silent_sources (source, since, usual_seconds) select source, last, usual_seconds from silent
    on conflict (source) do update set since = excluded.since, usual_seconds = excluded.usual_seconds`
}
