ALTER TABLE "order_events" ADD COLUMN "changes" jsonb;--> statement-breakpoint
ALTER TABLE "order_events" ADD COLUMN "hash" "bytea";--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_chained" CHECK ((changes is null) = (hash is null));