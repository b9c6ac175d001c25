CREATE TABLE "erased_orders" (
	"order_id" bigint PRIMARY KEY NOT NULL,
	"erasure_id" bigint NOT NULL,
	"erased_at" timestamp with time zone,
	"removed" jsonb,
	CONSTRAINT "erased_orders_done" CHECK ((erased_at is null) = (removed is null))
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "erasures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" text,
	"actor_kind" text NOT NULL,
	"user_id" text,
	"removed" jsonb NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "erasures_actor" CHECK (actor_kind in ('person', 'command', 'nobody')),
	CONSTRAINT "erasures_person" CHECK ((actor_kind = 'person') = (user_id is not null))
);
--> statement-breakpoint
ALTER TABLE "setting_changes" DROP CONSTRAINT "setting_changes_actor";--> statement-breakpoint
ALTER TABLE "setting_changes" DROP CONSTRAINT "setting_changes_subject_kind";--> statement-breakpoint
ALTER TABLE "setting_changes" DROP CONSTRAINT "setting_changes_action";--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "erased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "erased_orders" ADD CONSTRAINT "erased_orders_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erased_orders" ADD CONSTRAINT "erased_orders_erasure_id_erasures_id_fk" FOREIGN KEY ("erasure_id") REFERENCES "public"."erasures"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "erased_orders_left" ON "erased_orders" USING btree ("erasure_id","order_id") WHERE erased_at is null;--> statement-breakpoint
CREATE INDEX "erased_orders_erasure" ON "erased_orders" USING btree ("erasure_id");--> statement-breakpoint
CREATE UNIQUE INDEX "erasures_under_way" ON "erasures" USING btree ("customer_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "erasures_customer" ON "erasures" USING btree ("customer_id");--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_actor" CHECK (actor_kind in ('person', 'command', 'nobody'));--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_subject_kind" CHECK (subject_kind in ('user', 'source', 'store', 'setting', 'payment_account', 'customer', 'order', 'export'));--> statement-breakpoint
ALTER TABLE "setting_changes" ADD CONSTRAINT "setting_changes_action" CHECK (action in ('added', 'changed', 'deactivated', 'reactivated', 'link_made', 'password_changed', 'sessions_ended', 'secret_rotated', 'secret_revoked', 'erased', 'exported', 'signed_in', 'sign_in_failed', 'second_factor_on', 'second_factor_off', 'key_rotated'));--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_erased" CHECK (erased_at is null or (first_name = '' and last_name = ''
        and num_nonnulls(email, phone, phone_key, street, city, postal_code, country) = 0));