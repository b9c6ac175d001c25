ALTER TABLE "returns" DROP CONSTRAINT "returns_asked";--> statement-breakpoint
ALTER TABLE "return_lines" DROP CONSTRAINT "return_lines_return_id_returns_id_fk";--> statement-breakpoint
DROP INDEX "documents_sale";--> statement-breakpoint
ALTER TABLE "return_lines" ALTER COLUMN "order_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "asked" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "given_by_provider" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "given_otherwise" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "round" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "return_lines" ADD COLUMN "sale_number" text;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "sale_number" text;--> statement-breakpoint
UPDATE "returns" SET "sale_number" = "sales"."number" FROM "sales" WHERE "sales"."order_id" = "returns"."order_id";--> statement-breakpoint
UPDATE "return_lines" SET "sale_number" = "returns"."sale_number" FROM "returns" WHERE "returns"."id" = "return_lines"."return_id";--> statement-breakpoint
WITH "worth" AS (
  SELECT r.id, r.goods_amount + coalesce(l.amount, 0) - r.set_off AS money
  FROM "returns" r LEFT JOIN "return_lines" l ON l.return_id = r.id AND l.kind = 'shipping'
)
UPDATE "returns" r SET
  "asked" = CASE WHEN r.status <> 'refunding' THEN 0 WHEN r.method = 'exchange' THEN r.set_off ELSE w.money END,
  "given_by_provider" = CASE WHEN r.status IN ('refunded', 'closed') AND r.method = 'provider' THEN w.money ELSE 0 END,
  "given_otherwise" = CASE WHEN r.status IN ('refunded', 'closed') AND r.method IS DISTINCT FROM 'provider' THEN w.money ELSE 0 END
FROM "worth" w WHERE w.id = r.id AND r.status IN ('refunding', 'refunded', 'closed');--> statement-breakpoint
UPDATE "documents" d SET "round" = (
  SELECT count(*) FROM "sales" s JOIN "return_events" e ON e.return_id = s.return_id AND e.type = 'refund' AND e.outcome ? 'settled'
  WHERE s.number = d.sale_number
) WHERE d.sale_number IS NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ALTER COLUMN "sale_number" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "return_lines" ALTER COLUMN "sale_number" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "returns" ADD COLUMN "given_back" bigint GENERATED ALWAYS AS (given_by_provider + given_otherwise + case when set_off_at is null then 0 else set_off end) STORED NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "returns_sale" ON "returns" USING btree ("id","sale_number");--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_return" FOREIGN KEY ("return_id","sale_number") REFERENCES "public"."returns"("id","sale_number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "return_lines" ADD CONSTRAINT "return_lines_sold" FOREIGN KEY ("sale_number","line_id") REFERENCES "public"."sale_lines"("sale_number","line_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "return_lines_sale" ON "return_lines" USING btree ("sale_number","line_id");--> statement-breakpoint
CREATE UNIQUE INDEX "documents_sale" ON "documents" USING btree ("sale_number","round") WHERE sale_number is not null;--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_given" CHECK (given_by_provider >= 0 and given_otherwise >= 0);--> statement-breakpoint
ALTER TABLE "returns" ADD CONSTRAINT "returns_asked" CHECK ((round = 0 or method is not null) and (status <> 'refunding' or round > 0)
        and asked >= 0 and (asked > 0) = (status = 'refunding'));
