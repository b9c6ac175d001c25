CREATE SEQUENCE "public"."customer_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "sign_in_failures" (
	"key" text NOT NULL,
	"failed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" text DEFAULT 'staff' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_role" CHECK (role in ('staff', 'manager', 'owner')),
	CONSTRAINT "users_email_lower" CHECK (email = lower(email))
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product_identifiers" (
	"product_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "product_identifiers_product_id_kind_value_pk" PRIMARY KEY("product_id","kind","value"),
	CONSTRAINT "product_identifiers_kind" CHECK (kind in ('gtin', 'mpn', 'vpn', 'sku'))
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "products_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"sku" text NOT NULL,
	"sku_key" text GENERATED ALWAYS AS (lower(btrim(sku))) STORED NOT NULL,
	"name" text NOT NULL,
	"brand" text,
	"mpn" text,
	"upc" text,
	"vpn" text,
	"supplier" text,
	"category" text,
	"kind" text DEFAULT 'stock' NOT NULL,
	"description" text,
	"price" numeric,
	"cost" numeric,
	"sale_price" numeric,
	"sale_from" date,
	"sale_to" date,
	"web" boolean DEFAULT true NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "products_kind" CHECK (kind in ('stock', 'non_stock', 'gift_card'))
);
--> statement-breakpoint
CREATE TABLE "remembered_matches" (
	"source" text NOT NULL,
	"gtin" text NOT NULL,
	"mpn" text NOT NULL,
	"sku" text NOT NULL,
	"product_id" bigint NOT NULL,
	"user_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "remembered_matches_source_gtin_mpn_sku_pk" PRIMARY KEY("source","gtin","mpn","sku"),
	CONSTRAINT "remembered_matches_any" CHECK (gtin <> '' or mpn <> '' or sku <> '')
);
--> statement-breakpoint
CREATE TABLE "stock_levels" (
	"store" text NOT NULL,
	"product_id" bigint NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	"allocated" integer DEFAULT 0 NOT NULL,
	"imported_on_hand" integer,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stock_levels_store_product_id_pk" PRIMARY KEY("store","product_id"),
	CONSTRAINT "stock_levels_on_hand" CHECK (on_hand >= 0),
	CONSTRAINT "stock_levels_allocated" CHECK (allocated >= 0 and allocated <= on_hand)
);
--> statement-breakpoint
CREATE TABLE "stock_movements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "stock_movements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"store" text NOT NULL,
	"product_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"quantity" integer NOT NULL,
	"order_id" bigint,
	"happening_id" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stock_movements_kind" CHECK (kind in ('counted', 'sold', 'restocked')),
	CONSTRAINT "stock_movements_quantity" CHECK (quantity <> 0),
	CONSTRAINT "stock_movements_order" CHECK ((kind = 'counted') = (order_id is null) and (order_id is null) = (happening_id is null))
);
--> statement-breakpoint
CREATE TABLE "addresses" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "addresses_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"customer_id" text NOT NULL,
	"name" text,
	"street" text,
	"city" text,
	"region" text,
	"postal_code" text,
	"country" text,
	"current" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_links" (
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"customer_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customer_links_source_kind_value_customer_id_pk" PRIMARY KEY("source","kind","value","customer_id"),
	CONSTRAINT "customer_links_kind" CHECK (kind in ('external_id', 'email'))
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"first_name" text DEFAULT '' NOT NULL,
	"last_name" text DEFAULT '' NOT NULL,
	"email" text,
	"email_key" text GENERATED ALWAYS AS (nullif(lower(btrim(email)), '')) STORED,
	"phone" text,
	"phone_key" text,
	"street" text,
	"city" text,
	"postal_code" text,
	"country" text,
	"include_in_communications" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_requests" (
	"source" text NOT NULL,
	"webhook_id" text NOT NULL,
	"path" text NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer,
	"answer" jsonb,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "api_requests_source_webhook_id_pk" PRIMARY KEY("source","webhook_id")
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"key" text PRIMARY KEY NOT NULL,
	"order_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"not_before" timestamp with time zone,
	"outcome" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "effects_kind" CHECK (kind in ('receipt')),
	CONSTRAINT "effects_status" CHECK (status in ('open', 'done', 'failed')),
	CONSTRAINT "effects_ended" CHECK ((status = 'open') = (ended_at is null))
);
--> statement-breakpoint
CREATE TABLE "happenings" (
	"order_id" bigint NOT NULL,
	"id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "happenings_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"type" text NOT NULL,
	"payload" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"actor_kind" text NOT NULL,
	"user_id" text,
	"seen_version" integer,
	"status" text DEFAULT 'waiting' NOT NULL,
	"refusal" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"told_at" timestamp with time zone,
	"tells" integer DEFAULT 0 NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "happenings_order_id_id_pk" PRIMARY KEY("order_id","id"),
	CONSTRAINT "happenings_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'receiptMade', 'receiptFailed')),
	CONSTRAINT "happenings_status" CHECK (status in ('waiting', 'applied', 'refused', 'failed')),
	CONSTRAINT "happenings_actor" CHECK ((actor_kind = 'staff') = (user_id is not null)),
	CONSTRAINT "happenings_answered" CHECK ((status = 'waiting') = (answered_at is null)),
	CONSTRAINT "happenings_refusal" CHECK ((status in ('refused', 'failed')) = (refusal is not null))
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"order_id" bigint NOT NULL,
	"seq" integer NOT NULL,
	"happening_id" text NOT NULL,
	"type" text NOT NULL,
	"actor_kind" text NOT NULL,
	"user_id" text,
	"from_status" text,
	"to_status" text NOT NULL,
	"version" integer NOT NULL,
	"inputs" jsonb NOT NULL,
	"outcome" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "order_events_order_id_seq_pk" PRIMARY KEY("order_id","seq"),
	CONSTRAINT "order_events_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'receiptMade', 'receiptFailed')),
	CONSTRAINT "order_events_to_status" CHECK (to_status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new', 'in_process', 'ready_for_pickup', 'shipped', 'completed', 'rejected', 'archived'))
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"order_id" bigint NOT NULL,
	"id" text NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"description" text NOT NULL,
	"gtin" text,
	"mpn" text,
	"sku" text,
	"quantity" integer NOT NULL,
	"unit_price" bigint NOT NULL,
	"discount" bigint NOT NULL,
	"tax_rate" numeric NOT NULL,
	"tax" bigint NOT NULL,
	"product_id" bigint,
	"matched_by" text,
	"match_problem" text,
	"allocated" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "order_lines_order_id_id_pk" PRIMARY KEY("order_id","id"),
	CONSTRAINT "order_lines_kind" CHECK (kind in ('product', 'gift_card', 'fee')),
	CONSTRAINT "order_lines_quantity" CHECK (quantity between 1 and 100000),
	CONSTRAINT "order_lines_allocated" CHECK (allocated between 0 and quantity and (allocated = 0 or product_id is not null)),
	CONSTRAINT "order_lines_matched_by" CHECK (matched_by in ('gtin', 'mpn', 'sku', 'hand', 'gift_card')),
	CONSTRAINT "order_lines_match_problem" CHECK (match_problem in ('none', 'several', 'conflict'))
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" bigint PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"fulfilment" text,
	"store" text,
	"currency" text,
	"placed_at" timestamp with time zone,
	"prices_include_tax" boolean DEFAULT false NOT NULL,
	"shipping_amount" bigint DEFAULT 0 NOT NULL,
	"shipping_tax" bigint DEFAULT 0 NOT NULL,
	"total" bigint,
	"customer_id" text,
	"customer_name" text DEFAULT '' NOT NULL,
	"payment_status" text,
	"payment_provider" text,
	"payment_reference" text,
	"payment_amount" bigint,
	"sale_number" text,
	"shortage" boolean DEFAULT false NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"ready_by" date,
	"location" text,
	"carrier" text,
	"tracking_number" text,
	"supplier_shipped_at" timestamp with time zone,
	"reject_reason" text,
	"cancellation_asked_at" timestamp with time zone,
	"differs" boolean DEFAULT false NOT NULL,
	"respond_by" timestamp with time zone,
	"hold_until" timestamp with time zone,
	"deadline_kind" text,
	"deadline_at" timestamp with time zone,
	"search_text" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_xid" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	CONSTRAINT "orders_status_known" CHECK (status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new', 'in_process', 'ready_for_pickup', 'shipped', 'completed', 'rejected', 'archived')),
	CONSTRAINT "orders_fulfilment" CHECK (fulfilment in ('pickup', 'reserve', 'delivery', 'supplier')),
	CONSTRAINT "orders_payment_status" CHECK (payment_status in ('unpaid', 'authorised', 'captured')),
	CONSTRAINT "orders_reject_reason" CHECK (reject_reason in ('out_of_stock', 'damaged', 'price_error', 'customer_request', 'cannot_contact', 'not_collected', 'other')),
	CONSTRAINT "orders_deadline_kind" CHECK (deadline_kind in ('supplierAvailable', 'supplierShipped', 'supplierCompleted')),
	CONSTRAINT "orders_version" CHECK (version >= 1),
	CONSTRAINT "orders_deadline_whole" CHECK ((deadline_kind is null) = (deadline_at is null)),
	CONSTRAINT "orders_readable" CHECK (status in ('sale_processing_failed', 'rejected', 'archived')
        or (fulfilment is not null and store is not null and currency is not null and placed_at is not null and total is not null)),
	CONSTRAINT "orders_sold" CHECK (not (status in ('new', 'in_process', 'ready_for_pickup', 'shipped', 'completed')) or (customer_id is not null and sale_number is not null)),
	CONSTRAINT "orders_unsold" CHECK (not (status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed')) or sale_number is null)
);
--> statement-breakpoint
CREATE TABLE "web_order_versions" (
	"order_id" bigint NOT NULL,
	"digest" text NOT NULL,
	"raw" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "web_order_versions_order_id_digest_pk" PRIMARY KEY("order_id","digest")
);
--> statement-breakpoint
CREATE TABLE "web_orders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "web_orders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"number" text NOT NULL,
	"raw" text,
	"digest" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"recorded_at" timestamp with time zone,
	"due_at" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"starts" integer DEFAULT 0 NOT NULL,
	"woken_at" timestamp with time zone,
	CONSTRAINT "web_orders_digest" CHECK ((raw is null) = (digest is null))
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "documents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" bigint NOT NULL,
	"effect_key" text NOT NULL,
	"kind" text NOT NULL,
	"file_name" text NOT NULL,
	"media_type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_kind" CHECK (kind in ('receipt'))
);
--> statement-breakpoint
CREATE TABLE "number_series" (
	"store" text NOT NULL,
	"kind" text NOT NULL,
	"last" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "number_series_store_kind_pk" PRIMARY KEY("store","kind"),
	CONSTRAINT "number_series_kind" CHECK (kind in ('sale'))
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"order_id" bigint NOT NULL,
	"happening_id" text NOT NULL,
	"kind" text NOT NULL,
	"method" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "payments_order_id_happening_id_kind_pk" PRIMARY KEY("order_id","happening_id","kind"),
	CONSTRAINT "payments_kind" CHECK (kind in ('ecommerce', 'till')),
	CONSTRAINT "payments_amount" CHECK (amount >= 0)
);
--> statement-breakpoint
CREATE TABLE "sale_lines" (
	"sale_number" text NOT NULL,
	"order_id" bigint NOT NULL,
	"line_id" text NOT NULL,
	"quantity" integer NOT NULL,
	"net" bigint NOT NULL,
	"tax" bigint NOT NULL,
	"taken_off_at" timestamp with time zone,
	CONSTRAINT "sale_lines_sale_number_line_id_pk" PRIMARY KEY("sale_number","line_id")
);
--> statement-breakpoint
CREATE TABLE "sales" (
	"number" text PRIMARY KEY NOT NULL,
	"order_id" bigint NOT NULL,
	"store" text NOT NULL,
	"currency" text NOT NULL,
	"total" bigint NOT NULL,
	"status" text DEFAULT 'open' NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sales_status" CHECK (status in ('open', 'finished', 'void')),
	CONSTRAINT "sales_ended" CHECK ((status = 'open') = (ended_at is null))
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"secrets" text[] NOT NULL,
	"callback_url" text,
	"order_url" text,
	"primary_store" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stores" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"hours" jsonb,
	"address" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_identifiers" ADD CONSTRAINT "product_identifiers_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remembered_matches" ADD CONSTRAINT "remembered_matches_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remembered_matches" ADD CONSTRAINT "remembered_matches_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "remembered_matches" ADD CONSTRAINT "remembered_matches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_links" ADD CONSTRAINT "customer_links_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_links" ADD CONSTRAINT "customer_links_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_requests" ADD CONSTRAINT "api_requests_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "effects" ADD CONSTRAINT "effects_order_id_seq_order_events_order_id_seq_fk" FOREIGN KEY ("order_id","seq") REFERENCES "public"."order_events"("order_id","seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "happenings" ADD CONSTRAINT "happenings_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "happenings" ADD CONSTRAINT "happenings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_id_web_orders_id_fk" FOREIGN KEY ("id") REFERENCES "public"."web_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_order_versions" ADD CONSTRAINT "web_order_versions_order_id_web_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."web_orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_orders" ADD CONSTRAINT "web_orders_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_effect_key_effects_key_fk" FOREIGN KEY ("effect_key") REFERENCES "public"."effects"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "number_series" ADD CONSTRAINT "number_series_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD CONSTRAINT "sale_lines_sale_number_sales_number_fk" FOREIGN KEY ("sale_number") REFERENCES "public"."sales"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD CONSTRAINT "sale_lines_order_id_line_id_order_lines_order_id_id_fk" FOREIGN KEY ("order_id","line_id") REFERENCES "public"."order_lines"("order_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales" ADD CONSTRAINT "sales_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales" ADD CONSTRAINT "sales_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_primary_store_stores_code_fk" FOREIGN KEY ("primary_store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_failures_key" ON "sign_in_failures" USING btree ("key","failed_at");--> statement-breakpoint
CREATE INDEX "verifications_identifier" ON "verifications" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "product_identifiers_value" ON "product_identifiers" USING btree ("value","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "products_sku" ON "products" USING btree ("sku_key");--> statement-breakpoint
CREATE INDEX "remembered_matches_product" ON "remembered_matches" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "stock_levels_product" ON "stock_levels" USING btree ("product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "stock_movements_once" ON "stock_movements" USING btree ("order_id","happening_id","product_id","kind");--> statement-breakpoint
CREATE INDEX "stock_movements_level" ON "stock_movements" USING btree ("store","product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "addresses_current" ON "addresses" USING btree ("customer_id") WHERE current;--> statement-breakpoint
CREATE INDEX "addresses_customer" ON "addresses" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customer_links_customer" ON "customer_links" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "customers_email" ON "customers" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "customers_phone" ON "customers" USING btree ("phone_key");--> statement-breakpoint
CREATE INDEX "api_requests_at" ON "api_requests" USING btree ("at");--> statement-breakpoint
CREATE INDEX "effects_order" ON "effects" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "effects_open" ON "effects" USING btree ("created_at") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "happenings_waiting" ON "happenings" USING btree ("seq") WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "order_events_once" ON "order_events" USING btree ("order_id","happening_id");--> statement-breakpoint
CREATE INDEX "order_lines_product" ON "order_lines" USING btree ("product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_number" ON "orders" USING btree ("source","number");--> statement-breakpoint
CREATE INDEX "orders_open" ON "orders" USING btree ("status","placed_at","id") WHERE status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new', 'in_process', 'ready_for_pickup', 'shipped');--> statement-breakpoint
CREATE INDEX "orders_open_oldest" ON "orders" USING btree ("placed_at","id") WHERE status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new', 'in_process', 'ready_for_pickup', 'shipped');--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("status","updated_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_changed" ON "orders" USING btree ("source","changed_xid","id");--> statement-breakpoint
CREATE INDEX "orders_customer" ON "orders" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "orders_payment_reference" ON "orders" USING btree ("payment_reference") WHERE payment_reference is not null;--> statement-breakpoint
CREATE INDEX "orders_deadline" ON "orders" USING btree ("deadline_at") WHERE deadline_at is not null;--> statement-breakpoint
CREATE INDEX "orders_search" ON "orders" USING gin (search_text gin_trgm_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "web_orders_number" ON "web_orders" USING btree ("source","number");--> statement-breakpoint
CREATE INDEX "web_orders_waiting" ON "web_orders" USING btree ("id") WHERE recorded_at is null and raw is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_effect" ON "documents" USING btree ("effect_key");--> statement-breakpoint
CREATE INDEX "documents_order" ON "documents" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "sales_order" ON "sales" USING btree ("order_id");