ALTER TABLE "setting_changes" DROP CONSTRAINT "setting_changes_subject_kind";--> statement-breakpoint
ALTER TABLE "payment_accounts" ADD COLUMN "webhook_secret_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payment_accounts" ADD COLUMN "unsigned_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "effects_released" ON "effects" USING btree ("ended_at") WHERE status = 'done' and kind = 'release';--> statement-breakpoint
CREATE INDEX "orders_money_trouble" ON "orders" USING btree ("id") WHERE money ->> 'trouble' is not null or money -> 'disputes' <> '[]';--> statement-breakpoint
CREATE INDEX "payments_at" ON "payments" USING btree ("at");--> statement-breakpoint
CREATE INDEX "provider_notices_last" ON "provider_notices" USING btree ("account","received_at");--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_subject_kind" CHECK (subject_kind in ('user', 'source', 'store', 'setting', 'payment_account'));