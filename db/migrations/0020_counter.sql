CREATE TABLE "gift_cards" (
	"order_id" bigint NOT NULL,
	"happening_id" text NOT NULL,
	"line_id" text NOT NULL,
	"unit" integer NOT NULL,
	"number" text NOT NULL,
	"amount" bigint NOT NULL,
	"currency" text NOT NULL,
	"sold_by" text,
	"sold_at" timestamp with time zone NOT NULL,
	"voided_by" text,
	"voided_at" timestamp with time zone,
	"void_reason" text,
	CONSTRAINT "gift_cards_order_id_happening_id_pk" PRIMARY KEY("order_id","happening_id"),
	CONSTRAINT "gift_cards_unit_from_one" CHECK (unit >= 1),
	CONSTRAINT "gift_cards_amount" CHECK (amount > 0),
	CONSTRAINT "gift_cards_number_written" CHECK (number ~ '^[!-~]{1,64}$'),
	CONSTRAINT "gift_cards_voided" CHECK ((voided_at is null) = (void_reason is null))
);
--> statement-breakpoint
CREATE TABLE "price_changes" (
	"order_id" bigint NOT NULL,
	"happening_id" text NOT NULL,
	"line_id" text NOT NULL,
	"from_price" bigint NOT NULL,
	"to_price" bigint NOT NULL,
	"from_tax" bigint NOT NULL,
	"to_tax" bigint NOT NULL,
	"tax_rate" numeric NOT NULL,
	"reason" text NOT NULL,
	"agreed_by" text NOT NULL,
	"agreed_at" timestamp with time zone NOT NULL,
	"changed_by" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "price_changes_order_id_happening_id_pk" PRIMARY KEY("order_id","happening_id"),
	CONSTRAINT "price_changes_agreed_by" CHECK (agreed_by in ('phone', 'email', 'in_person')),
	CONSTRAINT "price_changes_price" CHECK (from_price >= 0 and to_price >= 0 and from_price <> to_price),
	CONSTRAINT "price_changes_reason" CHECK (btrim(reason) <> '')
);
--> statement-breakpoint
ALTER TABLE "gift_cards" ADD CONSTRAINT "gift_cards_sold_by_users_id_fk" FOREIGN KEY ("sold_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gift_cards" ADD CONSTRAINT "gift_cards_voided_by_users_id_fk" FOREIGN KEY ("voided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gift_cards" ADD CONSTRAINT "gift_cards_order_id_line_id_order_lines_order_id_id_fk" FOREIGN KEY ("order_id","line_id") REFERENCES "public"."order_lines"("order_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_changes" ADD CONSTRAINT "price_changes_changed_by_users_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_changes" ADD CONSTRAINT "price_changes_order_id_line_id_order_lines_order_id_id_fk" FOREIGN KEY ("order_id","line_id") REFERENCES "public"."order_lines"("order_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "gift_cards_number" ON "gift_cards" USING btree ("number") WHERE voided_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "gift_cards_unit" ON "gift_cards" USING btree ("order_id","line_id","unit") WHERE voided_at is null;--> statement-breakpoint
CREATE INDEX "price_changes_line" ON "price_changes" USING btree ("order_id","line_id","at");