CREATE TABLE "defective_movements" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "defective_movements_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"store" text NOT NULL,
	"product_id" bigint NOT NULL,
	"quantity" integer NOT NULL,
	"return_id" bigint NOT NULL,
	"happening_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "defective_movements_quantity" CHECK (quantity <> 0)
);
--> statement-breakpoint
CREATE TABLE "defective_stock" (
	"store" text NOT NULL,
	"product_id" bigint NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "defective_stock_store_product_id_pk" PRIMARY KEY("store","product_id"),
	CONSTRAINT "defective_stock_on_hand" CHECK (on_hand >= 0)
);
--> statement-breakpoint
CREATE TABLE "return_events" (
	"return_id" bigint NOT NULL,
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
	CONSTRAINT "return_events_return_id_seq_pk" PRIMARY KEY("return_id","seq"),
	CONSTRAINT "return_events_type" CHECK (type in ('opened', 'goodsIn', 'inspect', 'refund', 'cancel', 'comment', 'goodsLate', 'close', 'refundGiven', 'refundRefused', 'refundWaits', 'tryAgain', 'refundUnknown')),
	CONSTRAINT "return_events_to_status" CHECK (to_status in ('opened', 'goods_in', 'inspected', 'refunding', 'refunded', 'closed', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "return_happenings" (
	"return_id" bigint NOT NULL,
	"id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "return_happenings_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
	CONSTRAINT "return_happenings_return_id_id_pk" PRIMARY KEY("return_id","id"),
	CONSTRAINT "return_happenings_type" CHECK (type in ('opened', 'goodsIn', 'inspect', 'refund', 'cancel', 'comment', 'goodsLate', 'close', 'refundGiven', 'refundRefused', 'refundWaits', 'tryAgain', 'refundUnknown')),
	CONSTRAINT "return_happenings_status" CHECK (status in ('waiting', 'applied', 'refused', 'failed')),
	CONSTRAINT "return_happenings_actor" CHECK ((actor_kind = 'staff') = (user_id is not null)),
	CONSTRAINT "return_happenings_answered" CHECK ((status = 'waiting') = (answered_at is null)),
	CONSTRAINT "return_happenings_refusal" CHECK ((status in ('refused', 'failed')) = (refusal is not null))
);
--> statement-breakpoint
CREATE TABLE "return_lines" (
	"return_id" bigint NOT NULL,
	"place" integer NOT NULL,
	"kind" text NOT NULL,
	"order_id" bigint NOT NULL,
	"line_id" text,
	"units" integer NOT NULL,
	"sellable" integer DEFAULT 0 NOT NULL,
	"defective" integer DEFAULT 0 NOT NULL,
	"to_inspect" integer DEFAULT 0 NOT NULL,
	"amount" bigint NOT NULL,
	"tax" bigint NOT NULL,
	CONSTRAINT "return_lines_return_id_place_pk" PRIMARY KEY("return_id","place"),
	CONSTRAINT "return_lines_kind" CHECK (kind in ('goods', 'shipping') and (kind = 'shipping') = (line_id is null)),
	CONSTRAINT "return_lines_units" CHECK (units >= 0 and (kind = 'goods' or units = 1)),
	CONSTRAINT "return_lines_dispositions" CHECK (sellable >= 0 and defective >= 0 and to_inspect >= 0 and sellable + defective + to_inspect <= units),
	CONSTRAINT "return_lines_amounts" CHECK (tax between 0 and amount)
);
--> statement-breakpoint
CREATE TABLE "returns" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "returns_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" bigint NOT NULL,
	"n" integer NOT NULL,
	"action_id" text NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"reason" text NOT NULL,
	"goods_amount" bigint NOT NULL,
	"goods_tax" bigint NOT NULL,
	"method" text,
	"reference" text,
	"trouble" text,
	"round" integer DEFAULT 0 NOT NULL,
	"goods_late_at" timestamp with time zone,
	"deadline_kind" text,
	"deadline_at" timestamp with time zone,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	"woken_at" timestamp with time zone,
	CONSTRAINT "returns_status" CHECK (status in ('opened', 'goods_in', 'inspected', 'refunding', 'refunded', 'closed', 'cancelled')),
	CONSTRAINT "returns_reason" CHECK (reason in ('changed_mind', 'wrong_size', 'not_as_expected', 'defective', 'wrong_item', 'damaged_on_the_way', 'other')),
	CONSTRAINT "returns_method" CHECK (method in ('provider', 'channel', 'cash', 'card', 'transfer', 'other')),
	CONSTRAINT "returns_amounts" CHECK (goods_tax between 0 and goods_amount),
	CONSTRAINT "returns_asked" CHECK ((round = 0 or method is not null) and (status <> 'refunding' or round > 0)),
	CONSTRAINT "returns_deadline_kind" CHECK (deadline_kind in ('goodsLate', 'close')),
	CONSTRAINT "returns_deadline_whole" CHECK ((deadline_kind is null) = (deadline_at is null)),
	CONSTRAINT "returns_ended" CHECK ((status in ('closed', 'cancelled')) = (ended_at is not null))
);
--> statement-breakpoint
ALTER TABLE "happenings" DROP CONSTRAINT "happenings_type";--> statement-breakpoint
ALTER TABLE "order_events" DROP CONSTRAINT "order_events_type";--> statement-breakpoint
ALTER TABLE "stock_movements" DROP CONSTRAINT "stock_movements_kind";--> statement-breakpoint
ALTER TABLE "defective_movements" ADD CONSTRAINT "defective_movements_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "defective_movements" ADD CONSTRAINT "defective_movements_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "defective_movements" ADD CONSTRAINT "defective_movements_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "defective_stock" ADD CONSTRAINT "defective_stock_store_stores_code_fk" FOREIGN KEY ("store") REFERENCES "public"."stores"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "defective_stock" ADD CONSTRAINT "defective_stock_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_events" ADD CONSTRAINT "return_events_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_events" ADD CONSTRAINT "return_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_happenings" ADD CONSTRAINT "return_happenings_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_happenings" ADD CONSTRAINT "return_happenings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return_id_returns_id_fk" FOREIGN KEY ("return_id") REFERENCES "public"."returns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_order_id_line_id_order_lines_order_id_id_fk" FOREIGN KEY ("order_id","line_id") REFERENCES "public"."order_lines"("order_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "defective_movements_once" ON "defective_movements" USING btree ("return_id","happening_id","product_id");--> statement-breakpoint
CREATE INDEX "defective_movements_level" ON "defective_movements" USING btree ("store","product_id");--> statement-breakpoint
CREATE INDEX "defective_stock_product" ON "defective_stock" USING btree ("product_id");--> statement-breakpoint
CREATE UNIQUE INDEX "return_events_once" ON "return_events" USING btree ("return_id","happening_id");--> statement-breakpoint
CREATE INDEX "return_happenings_waiting" ON "return_happenings" USING btree ("seq") WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "return_lines_line" ON "return_lines" USING btree ("return_id","line_id");--> statement-breakpoint
CREATE INDEX "return_lines_order" ON "return_lines" USING btree ("order_id","line_id");--> statement-breakpoint
CREATE UNIQUE INDEX "returns_number" ON "returns" USING btree ("order_id","n");--> statement-breakpoint
CREATE UNIQUE INDEX "returns_once" ON "returns" USING btree ("order_id","action_id");--> statement-breakpoint
CREATE INDEX "returns_open" ON "returns" USING btree ("opened_at","id") WHERE status in ('opened', 'goods_in', 'inspected', 'refunding', 'refunded');--> statement-breakpoint
CREATE INDEX "returns_ended" ON "returns" USING btree ("ended_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE status in ('closed', 'cancelled');--> statement-breakpoint
CREATE INDEX "returns_deadline" ON "returns" USING btree ("deadline_at") WHERE deadline_at is not null;--> statement-breakpoint
ALTER TABLE "happenings" ADD CONSTRAINT "happenings_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'checkPayment', 'askProvider', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'captureEnds', 'rulesChanged', 'captured', 'captureDeclined', 'released', 'refunded', 'refundFailed', 'moneyUnknown', 'paymentSeen', 'paymentNotice', 'returnRefund', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'checkPayment', 'askProvider', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'captureEnds', 'rulesChanged', 'captured', 'captureDeclined', 'released', 'refunded', 'refundFailed', 'moneyUnknown', 'paymentSeen', 'paymentNotice', 'returnRefund', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_kind" CHECK (kind in ('counted', 'sold', 'restocked', 'returned'));