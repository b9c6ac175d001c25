DROP INDEX "web_orders_waiting";--> statement-breakpoint
ALTER TABLE "web_orders" ADD COLUMN "is_imported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "web_orders_started" ON "web_orders" USING btree ("started_at") WHERE recorded_at is null and started_at is not null;--> statement-breakpoint
CREATE INDEX "web_orders_waiting" ON "web_orders" USING btree ("source","is_imported","id") WHERE recorded_at is null and raw is not null;