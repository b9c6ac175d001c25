CREATE TABLE "letter_templates" (
	"store" text NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letter_templates_store_kind_language_pk" PRIMARY KEY("store","kind","language"),
	CONSTRAINT "letter_templates_kind" CHECK (kind in ('taken_on', 'ready', 'new_day', 'reminder', 'released', 'rejected', 'shipped', 'refunded', 'answer_due', 'answer_missed', 'hold_ended')),
	CONSTRAINT "letter_templates_language" CHECK (language in ('en', 'ko', 'fr', 'nl'))
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "letters_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" bigint NOT NULL,
	"key" text NOT NULL,
	"seq" integer,
	"kind" text NOT NULL,
	"status" text DEFAULT 'waiting' NOT NULL,
	"not_before" timestamp with time zone,
	"tries" integer DEFAULT 0 NOT NULL,
	"first_try_at" timestamp with time zone,
	"next_try_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp with time zone,
	"handed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"user_id" text,
	"again_of" bigint,
	"advertising" boolean DEFAULT false NOT NULL,
	"language" text,
	"recipient" text,
	"subject" text,
	"body" text,
	"message_id" text,
	"trouble" text,
	"answer" text,
	"template_fault" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letters_kind" CHECK (kind in ('taken_on', 'ready', 'new_day', 'reminder', 'released', 'rejected', 'shipped', 'refunded', 'answer_due', 'answer_missed', 'hold_ended', 'free')),
	CONSTRAINT "letters_status" CHECK (status in ('waiting', 'sending', 'sent', 'failed', 'unknown', 'taken_back')),
	CONSTRAINT "letters_trouble" CHECK (trouble in ('no_address', 'bad_address', 'rejected', 'put_off', 'no_answer', 'no_server', 'server_away', 'not_written')),
	CONSTRAINT "letters_language" CHECK (language in ('en', 'ko', 'fr', 'nl')),
	CONSTRAINT "letters_asked" CHECK ((seq is null) = (user_id is not null)),
	CONSTRAINT "letters_ended" CHECK ((status in ('waiting', 'sending')) = (ended_at is null)),
	CONSTRAINT "letters_tries" CHECK (tries >= 0 and (tries = 0) = (first_try_at is null)),
	CONSTRAINT "letters_handed" CHECK (status not in ('sending', 'sent', 'unknown') or (handed_at is not null and message_id is not null)),
	CONSTRAINT "letters_held" CHECK (not_before is null or next_try_at >= not_before),
	CONSTRAINT "letters_written" CHECK (num_nulls(language, recipient, subject, body) in (0, 4)
        and (message_id is null or body is not null) and (kind <> 'free' or body is not null)),
	CONSTRAINT "letters_one_line" CHECK (recipient !~ '[
]' and subject !~ '[
]' and message_id !~ '[
]')
);
--> statement-breakpoint
CREATE TABLE "mail_server" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"security" text NOT NULL,
	"username" text,
	"sealed_password" text,
	"from_address" text NOT NULL,
	"away_since" timestamp with time zone,
	"away_tries" integer DEFAULT 0 NOT NULL,
	"away_until" timestamp with time zone,
	"trouble" text,
	"answer" text,
	"last_sent_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mail_server_one" CHECK (id = 1),
	CONSTRAINT "mail_server_port" CHECK (port between 1 and 65535),
	CONSTRAINT "mail_server_security" CHECK (security in ('starttls', 'tls', 'none')),
	CONSTRAINT "mail_server_login" CHECK ((username is null) = (sealed_password is null)),
	CONSTRAINT "mail_server_trouble" CHECK (trouble in ('timeout', 'refused', 'unknown_host', 'tls', 'broken_off', 'login', 'forbidden_address', 'unwilling', 'sealed', 'other')),
	CONSTRAINT "mail_server_away" CHECK ((away_since is null) = (away_until is null) and (away_since is null) = (trouble is null)
        and (away_since is null) = (away_tries = 0))
);
--> statement-breakpoint
ALTER TABLE "letter_templates" ADD CONSTRAINT "letter_templates_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_again_of_letters_id_fk" FOREIGN KEY ("again_of") REFERENCES "public"."letters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_order_id_seq_order_events_order_id_seq_fk" FOREIGN KEY ("order_id","seq") REFERENCES "public"."order_events"("order_id","seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "letters_once" ON "letters" USING btree ("order_id","key");--> statement-breakpoint
CREATE INDEX "letters_waiting" ON "letters" USING btree ("next_try_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "letters_sending" ON "letters" USING btree ("lease_until") WHERE status = 'sending';--> statement-breakpoint
CREATE INDEX "letters_failed" ON "letters" USING btree ("ended_at") WHERE status in ('failed', 'unknown');