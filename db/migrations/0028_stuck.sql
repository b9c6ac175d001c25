CREATE TABLE "failing_workflows" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" bigint,
	"return_id" bigint,
	"since" timestamp with time zone NOT NULL,
	"attempts" integer NOT NULL,
	"trouble" text,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "last_errors" (
	"subject" text PRIMARY KEY NOT NULL,
	"error_id" text NOT NULL,
	"error" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "silent_sources" (
	"source" text PRIMARY KEY NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"usual_seconds" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stuck_decisions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stuck_decisions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"order_id" bigint,
	"deed" text NOT NULL,
	"reason" text,
	CONSTRAINT "stuck_decisions_deed" CHECK (deed in ('try_now', 'give_up', 'by_hand')),
	CONSTRAINT "stuck_decisions_reason" CHECK ((deed = 'try_now') = (reason is null))
);
--> statement-breakpoint
CREATE TABLE "watch" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"looked_at" timestamp with time zone,
	"engine_away_since" timestamp with time zone,
	"engine_trouble" text,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"total" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "watch_one" CHECK (id = 1),
	CONSTRAINT "watch_engine" CHECK ((engine_away_since is null) = (engine_trouble is null))
);
--> statement-breakpoint
ALTER TABLE "failing_workflows" ADD CONSTRAINT "failing_workflows_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "failing_workflows" ADD CONSTRAINT "failing_workflows_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "silent_sources" ADD CONSTRAINT "silent_sources_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stuck_decisions" ADD CONSTRAINT "stuck_decisions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stuck_decisions" ADD CONSTRAINT "stuck_decisions_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "failing_workflows_order" ON "failing_workflows" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "failing_workflows_return" ON "failing_workflows" USING btree ("return_id");--> statement-breakpoint
CREATE INDEX "last_errors_at" ON "last_errors" USING btree ("at");--> statement-breakpoint
CREATE INDEX "stuck_decisions_subject" ON "stuck_decisions" USING btree ("kind","subject","at");--> statement-breakpoint
CREATE INDEX "stuck_decisions_order" ON "stuck_decisions" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "happenings_failed" ON "happenings" USING btree ("answered_at") WHERE status = 'failed';--> statement-breakpoint
CREATE INDEX "return_happenings_failed" ON "return_happenings" USING btree ("answered_at") WHERE status = 'failed';--> statement-breakpoint
CREATE FUNCTION stuck_decisions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'stuck_decisions is append-only' USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
-- With an order of the sample shop what was decided about it goes, too.
CREATE TRIGGER stuck_decisions_stay BEFORE UPDATE ON "stuck_decisions" FOR EACH ROW EXECUTE FUNCTION stuck_decisions_stay();
