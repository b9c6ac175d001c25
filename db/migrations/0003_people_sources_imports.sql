CREATE TABLE "setting_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "setting_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"user_id" text,
	"subject_kind" text NOT NULL,
	"subject" text NOT NULL,
	"action" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	CONSTRAINT "setting_changes_actor" CHECK (actor_kind in ('person', 'command')),
	CONSTRAINT "setting_changes_person" CHECK ((actor_kind = 'person') = (user_id is not null)),
	CONSTRAINT "setting_changes_subject_kind" CHECK (subject_kind in ('user', 'source', 'store', 'setting')),
	CONSTRAINT "setting_changes_action" CHECK (action in ('added', 'changed', 'deactivated', 'reactivated', 'link_made', 'password_changed', 'sessions_ended', 'secret_rotated', 'secret_revoked'))
);
--> statement-breakpoint
CREATE TABLE "password_requests" (
	"user_id" text PRIMARY KEY NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "import_pieces" (
	"import_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "import_pieces_import_id_seq_pk" PRIMARY KEY("import_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_refusals" (
	"import_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"row" integer NOT NULL,
	"column" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "import_refusals_import_id_seq_pk" PRIMARY KEY("import_id","seq")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"source" text,
	"file_name" text NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'uploading' NOT NULL,
	"user_id" text NOT NULL,
	"preview" jsonb,
	"expected" jsonb,
	"figures" jsonb,
	"bytes_read" bigint DEFAULT 0 NOT NULL,
	"refused_rows" integer DEFAULT 0 NOT NULL,
	"failure" jsonb,
	"lease_until" timestamp with time zone,
	"stop_asked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "imports_kind" CHECK (kind in ('products', 'customers', 'orders')),
	CONSTRAINT "imports_state" CHECK (state in ('uploading', 'checking', 'ready', 'running', 'done', 'failed', 'stopped', 'discarded')),
	CONSTRAINT "imports_source" CHECK ((kind = 'products') = (source is null)),
	CONSTRAINT "imports_ended" CHECK ((state in ('done', 'failed', 'stopped', 'discarded')) = (ended_at is not null)),
	CONSTRAINT "imports_failure" CHECK ((state = 'failed') = (failure is not null))
);
--> statement-breakpoint
CREATE TABLE "retiring_secrets" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "retiring_secrets_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"sealed" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retiring_secrets_until" CHECK (until >= retired_at)
);
--> statement-breakpoint
CREATE TABLE "source_troubles" (
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"detail" text,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "source_troubles_source_kind_hour_pk" PRIMARY KEY("source","kind","hour"),
	CONSTRAINT "source_troubles_kind" CHECK (kind in ('signature', 'order')),
	CONSTRAINT "source_troubles_count" CHECK (count > 0)
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "deactivated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "last_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "password_requests" ADD CONSTRAINT "password_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_pieces" ADD CONSTRAINT "import_pieces_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_refusals" ADD CONSTRAINT "import_refusals_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retiring_secrets" ADD CONSTRAINT "retiring_secrets_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_troubles" ADD CONSTRAINT "source_troubles_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "setting_changes_subject" ON "setting_changes" USING btree ("subject_kind","subject","id");--> statement-breakpoint
CREATE UNIQUE INDEX "imports_one_at_a_time" ON "imports" USING btree ("kind") WHERE state in ('uploading', 'checking', 'running');--> statement-breakpoint
CREATE INDEX "imports_open" ON "imports" USING btree ("created_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "retiring_secrets_source" ON "retiring_secrets" USING btree ("source","until");--> statement-breakpoint
CREATE INDEX "source_troubles_hour" ON "source_troubles" USING btree ("hour");--> statement-breakpoint
CREATE INDEX "web_orders_received" ON "web_orders" USING brin ("received_at");--> statement-breakpoint
CREATE FUNCTION setting_changes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'setting_changes is append-only' USING ERRCODE = 'restrict_violation';
END $$;--> statement-breakpoint
CREATE TRIGGER setting_changes_stay BEFORE UPDATE OR DELETE ON "setting_changes" FOR EACH ROW EXECUTE FUNCTION setting_changes_stay();--> statement-breakpoint
-- The lock makes two owners who go at once go one after the other; each statement below sees what committed before it.
CREATE FUNCTION users_keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(7215003);
	IF NOT EXISTS (SELECT FROM users WHERE role = 'owner' AND deactivated_at IS NULL) THEN
		RAISE EXCEPTION 'the shop needs an active owner' USING ERRCODE = 'check_violation', CONSTRAINT = 'users_last_owner';
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER users_keep_an_owner AFTER UPDATE OF role, deactivated_at ON "users" FOR EACH ROW
	WHEN (OLD.role = 'owner' AND OLD.deactivated_at IS NULL AND (NEW.role <> 'owner' OR NEW.deactivated_at IS NOT NULL))
	EXECUTE FUNCTION users_keep_an_owner();
