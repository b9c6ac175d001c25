CREATE TABLE "history_archive" (
	"run_id" text PRIMARY KEY NOT NULL,
	"workflow_id" text NOT NULL,
	"type" text NOT NULL,
	"order_id" bigint NOT NULL,
	"return_id" bigint,
	"closed_at" timestamp with time zone NOT NULL,
	"events" integer NOT NULL,
	"history" "bytea" NOT NULL,
	"sha256" "bytea" NOT NULL,
	"archived_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "history_archive_type" CHECK (type in ('order', 'returnCase')),
	CONSTRAINT "history_archive_return_known" CHECK ((type = 'returnCase') = (return_id is not null)),
	CONSTRAINT "history_archive_whole" CHECK (events > 0 and octet_length(sha256) = 32 and octet_length(history) > 0)
);
--> statement-breakpoint
CREATE TABLE "history_progress" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"archived_until" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "history_progress_one" CHECK (one)
);
--> statement-breakpoint
ALTER TABLE "history_archive" ADD CONSTRAINT "history_archive_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "history_archive" ADD CONSTRAINT "history_archive_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "history_archive_order" ON "history_archive" USING btree ("order_id","closed_at");--> statement-breakpoint
CREATE INDEX "history_archive_return" ON "history_archive" USING btree ("return_id") WHERE return_id is not null;