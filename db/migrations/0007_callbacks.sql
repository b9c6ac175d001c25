CREATE TABLE "callback_tries" (
	"order_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"http_status" integer,
	"trouble" text,
	"ms" integer,
	CONSTRAINT "callback_tries_order_id_seq_number_pk" PRIMARY KEY("order_id","seq","number"),
	CONSTRAINT "callback_tries_trouble" CHECK (trouble in ('status', 'redirect', 'timeout', 'refused', 'unknown_host', 'tls', 'broken_off', 'forbidden_address', 'not_set_up', 'other')),
	CONSTRAINT "callback_tries_number" CHECK (number > 0)
);
--> statement-breakpoint
CREATE TABLE "callbacks" (
	"order_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"source" text NOT NULL,
	"webhook_id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"content" jsonb NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"first_try_at" timestamp with time zone,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"not_before" timestamp with time zone,
	"lease_until" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"again_by" text,
	CONSTRAINT "callbacks_order_id_seq_pk" PRIMARY KEY("order_id","seq"),
	CONSTRAINT "callbacks_status" CHECK (status in ('waiting', 'delivered', 'given_up')),
	CONSTRAINT "callbacks_ended" CHECK ((status = 'waiting') = (ended_at is null)),
	CONSTRAINT "callbacks_tries" CHECK (tries >= 0 and (tries = 0) = (first_try_at is null))
);
--> statement-breakpoint
ALTER TABLE "callback_tries" ADD CONSTRAINT "callback_tries_order_id_seq_callbacks_order_id_seq_fk" FOREIGN KEY ("order_id","seq") REFERENCES "public"."callbacks"("order_id","seq") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_again_by_users_id_fk" FOREIGN KEY ("again_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_order_id_seq_order_events_order_id_seq_fk" FOREIGN KEY ("order_id","seq") REFERENCES "public"."order_events"("order_id","seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callbacks_waiting" ON "callbacks" USING btree ("source","next_try_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "callbacks_given_up" ON "callbacks" USING btree ("source","ended_at") WHERE status = 'given_up';