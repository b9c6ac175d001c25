CREATE TABLE "order_claims" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "order_claims_until" CHECK (until > since)
);
--> statement-breakpoint
ALTER TABLE "order_claims" ADD CONSTRAINT "order_claims_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_claims" ADD CONSTRAINT "order_claims_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "order_claims_user" ON "order_claims" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "order_events_calls" ON "order_events" USING btree ("recorded_at") WHERE type in ('answerReminder', 'answerMissed', 'holdEnded', 'promiseMissed');