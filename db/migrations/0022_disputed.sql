DROP INDEX "orders_money_trouble";--> statement-breakpoint
CREATE INDEX "orders_disputed" ON "orders" USING btree ("id") WHERE money @? '$.disputes[*]';--> statement-breakpoint
CREATE INDEX "orders_money_trouble" ON "orders" USING btree ("id") WHERE money ->> 'trouble' is not null;