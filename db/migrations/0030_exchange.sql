CREATE TABLE "exchange_payments" (
	"sale_number" text NOT NULL,
	"kind" text NOT NULL,
	"method" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"reference" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "exchange_payments_sale_number_kind_pk" PRIMARY KEY("sale_number","kind"),
	CONSTRAINT "exchange_payments_amount" CHECK (amount > 0),
	CONSTRAINT "exchange_payments_method" CHECK ((kind = 'set_off' and method in ('exchange')) or (kind = 'till' and method in ('cash', 'card', 'transfer', 'other')))
);
--> statement-breakpoint
ALTER TABLE "return_events" DROP CONSTRAINT "return_events_type";--> statement-breakpoint
ALTER TABLE "return_events" DROP CONSTRAINT "return_events_to_status";--> statement-breakpoint
ALTER TABLE "return_happenings" DROP CONSTRAINT "return_happenings_type";--> statement-breakpoint
ALTER TABLE "returns" DROP CONSTRAINT "returns_status";--> statement-breakpoint
ALTER TABLE "returns" DROP CONSTRAINT "returns_method";--> statement-breakpoint
DROP INDEX "returns_open";--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "effect_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sale_lines" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sales" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "defective_movements" ADD COLUMN "kind" text DEFAULT 'came' NOT NULL;--> statement-breakpoint
ALTER TABLE "defective_movements" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "defective_movements" ADD COLUMN "user_id" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "set_off" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "set_off_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "error_id" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "sale_number" text;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "product_id" bigint;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "unit_price" bigint;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "list_price" bigint;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "price_reason" text;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD COLUMN "tax_rate" numeric;--> statement-breakpoint
ALTER TABLE "sales" ADD COLUMN "return_id" bigint;--> statement-breakpoint
ALTER TABLE "exchange_payments" ADD CONSTRAINT "exchange_payments_sale_number_sales_number_fk" FOREIGN KEY ("sale_number") REFERENCES "public"."sales"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exchange_payments_at" ON "exchange_payments" USING btree ("at");--> statement-breakpoint
ALTER TABLE "defective_movements" ADD CONSTRAINT "defective_movements_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_sale_number_sales_number_fk" FOREIGN KEY ("sale_number") REFERENCES "public"."sales"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sale_lines" ADD CONSTRAINT "sale_lines_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales" ADD CONSTRAINT "sales_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "documents_sale" ON "documents" USING btree ("sale_number") WHERE sale_number is not null;--> statement-breakpoint
CREATE INDEX "sale_lines_product" ON "sale_lines" USING btree ("product_id") WHERE product_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "sales_return" ON "sales" USING btree ("return_id") WHERE return_id is not null and status <> 'void';--> statement-breakpoint
CREATE INDEX "returns_open" ON "returns" USING btree ("opened_at","id") WHERE status in ('opened', 'goods_in', 'inspected', 'exchanging', 'refunding', 'refunded');--> statement-breakpoint
ALTER TABLE "defective_movements" ADD CONSTRAINT "defective_movements_kind" CHECK ((kind = 'came' and quantity > 0) or kind = 'corrected'
        or (kind in ('written_off', 'made_sellable') and quantity < 0 and reason is not null));--> statement-breakpoint
ALTER TABLE "return_events" ADD CONSTRAINT "return_events_type" CHECK (type in ('opened', 'goodsIn', 'inspect', 'refund', 'handOver', 'exchange', 'cancelExchange', 'correct', 'cancel', 'comment', 'goodsLate', 'close', 'refundGiven', 'refundRefused', 'refundWaits', 'tryAgain', 'refundUnknown', 'refundBroke'));--> statement-breakpoint
ALTER TABLE "return_events" ADD CONSTRAINT "return_events_to_status" CHECK (to_status in ('opened', 'goods_in', 'inspected', 'exchanging', 'refunding', 'refunded', 'closed', 'cancelled'));--> statement-breakpoint
ALTER TABLE "return_happenings" ADD CONSTRAINT "return_happenings_type" CHECK (type in ('opened', 'goodsIn', 'inspect', 'refund', 'handOver', 'exchange', 'cancelExchange', 'correct', 'cancel', 'comment', 'goodsLate', 'close', 'refundGiven', 'refundRefused', 'refundWaits', 'tryAgain', 'refundUnknown', 'refundBroke'));--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_set_off" CHECK (set_off >= 0 and (set_off_at is null or set_off > 0));--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_status" CHECK (status in ('opened', 'goods_in', 'inspected', 'exchanging', 'refunding', 'refunded', 'closed', 'cancelled'));--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_method" CHECK (method in ('provider', 'channel', 'cash', 'card', 'transfer', 'other', 'exchange'));--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_of_one" CHECK (num_nonnulls(effect_key, sale_number) = 1);--> statement-breakpoint
ALTER TABLE "sale_lines" ADD CONSTRAINT "sale_lines_own" CHECK (num_nonnulls(product_id, description, unit_price, tax_rate) = case when order_id is null then 4 else 0 end);--> statement-breakpoint
ALTER TABLE "sale_lines" ADD CONSTRAINT "sale_lines_price" CHECK (unit_price >= 0 and (order_id is null or num_nonnulls(list_price, price_reason) = 0)
        and (list_price is null or price_reason is not null));--> statement-breakpoint
ALTER TABLE "sales" ADD CONSTRAINT "sales_of_one" CHECK (num_nonnulls(order_id, return_id) = 1);