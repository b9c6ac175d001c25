CREATE TABLE "forgotten_matches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "forgotten_matches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"gtin" text NOT NULL,
	"mpn" text NOT NULL,
	"sku" text NOT NULL,
	"product_id" bigint NOT NULL,
	"made_by" text,
	"made_at" timestamp with time zone NOT NULL,
	"user_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "product_identifiers" ADD COLUMN "code_key" text GENERATED ALWAYS AS (replace(search_key(value), ' ', '')) STORED;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "name_key" text GENERATED ALWAYS AS (search_key(coalesce(brand, '') || ' ' || name)) STORED;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "text_key" text GENERATED ALWAYS AS (search_key(coalesce(brand, '') || ' ' || name || ' ' || coalesce(left(description, 500), ''))) STORED;--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "made_by" text;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "name_key" text GENERATED ALWAYS AS (search_key(first_name || ' ' || last_name)) STORED;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "mailbox_key" text GENERATED ALWAYS AS (search_key(split_part(email, '@', 1))) STORED;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "postal_key" text GENERATED ALWAYS AS (replace(search_key(postal_code), ' ', '')) STORED;--> statement-breakpoint
ALTER TABLE "forgotten_matches" ADD CONSTRAINT "forgotten_matches_source_sources_id_fk" FOREIGN KEY ("source") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forgotten_matches" ADD CONSTRAINT "forgotten_matches_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forgotten_matches" ADD CONSTRAINT "forgotten_matches_made_by_users_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "forgotten_matches" ADD CONSTRAINT "forgotten_matches_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "forgotten_matches_triple" ON "forgotten_matches" USING btree ("source","gtin","mpn","sku");--> statement-breakpoint
CREATE INDEX "forgotten_matches_product" ON "forgotten_matches" USING btree ("product_id");--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_made_by_users_id_fk" FOREIGN KEY ("made_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "product_identifiers_code" ON "product_identifiers" USING btree (code_key text_pattern_ops);--> statement-breakpoint
CREATE INDEX "products_name_search" ON "products" USING gin (name_key gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "products_text_search" ON "products" USING gin (text_key gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_name_search" ON "customers" USING gin (name_key gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_mailbox_search" ON "customers" USING gin (mailbox_key gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_phone_search" ON "customers" USING gin (phone_key gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "customers_postal_search" ON "customers" USING btree (postal_key text_pattern_ops);--> statement-breakpoint
CREATE INDEX "happenings_released" ON "happenings" USING btree (id text_pattern_ops) WHERE id like 'release:%';--> statement-breakpoint
CREATE INDEX "order_lines_gap" ON "order_lines" USING btree ((ltrim(translate(coalesce(gtin, ''), ' -', ''), '0')),(lower(btrim(coalesce(mpn, '')))),(lower(btrim(coalesce(sku, ''))))) WHERE matched_by is null and kind = 'product';