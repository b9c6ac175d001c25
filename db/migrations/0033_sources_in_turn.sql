DROP INDEX "web_orders_waiting";--> statement-breakpoint
CREATE INDEX "web_orders_waiting" ON "web_orders" USING btree ("source","id") WHERE recorded_at is null and raw is not null;