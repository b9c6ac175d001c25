CREATE TABLE "payment_accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"provider" text NOT NULL,
	"merchant_account" text NOT NULL,
	"api_key" text NOT NULL,
	"webhook_secret" text NOT NULL,
	"base_url" text,
	"deactivated_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "payment_accounts_provider" CHECK (provider in ('stripe'))
);
--> statement-breakpoint
CREATE TABLE "provider_notices" (
	"account" text NOT NULL,
	"id" text NOT NULL,
	"type" text NOT NULL,
	"reference" text,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provider_notices_account_id_pk" PRIMARY KEY("account","id")
);
--> statement-breakpoint
ALTER TABLE "effects" DROP CONSTRAINT "effects_kind";--> statement-breakpoint
ALTER TABLE "effects" DROP CONSTRAINT "effects_status";--> statement-breakpoint
ALTER TABLE "happenings" DROP CONSTRAINT "happenings_type";--> statement-breakpoint
ALTER TABLE "order_events" DROP CONSTRAINT "order_events_type";--> statement-breakpoint
ALTER TABLE "orders" DROP CONSTRAINT "orders_deadline_kind";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_kind";--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "amount" bigint;--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "round" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "effects" ADD COLUMN "started_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "money" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "capture_before" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "payment_checked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "approval_number" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "merchant_account" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payment_type" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "card_type" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee" bigint;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "payment_account" text;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "payment_type" text DEFAULT 'eCommerce' NOT NULL;--> statement-breakpoint
ALTER TABLE "provider_notices" ADD CONSTRAINT "provider_notices_account_payment_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "public"."payment_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_notices_received" ON "provider_notices" USING btree ("received_at");--> statement-breakpoint
ALTER TABLE "sources" ADD CONSTRAINT "sources_payment_account_payment_accounts_id_fk" FOREIGN KEY ("payment_account") REFERENCES "public"."payment_accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "effects_one_of_money" ON "effects" USING btree ("order_id") WHERE status = 'open' and kind in ('capture', 'release', 'refund');--> statement-breakpoint
CREATE INDEX "orders_money" ON "orders" USING btree ((money ->> 'state'),"capture_before","id") WHERE money is not null;--> statement-breakpoint
ALTER TABLE "effects" ADD CONSTRAINT "effects_amount" CHECK (amount is null or (kind in ('capture', 'refund') and amount >= 0));--> statement-breakpoint
ALTER TABLE "effects" ADD CONSTRAINT "effects_kind" CHECK (kind in ('receipt', 'capture', 'release', 'refund', 'lookUp'));--> statement-breakpoint
ALTER TABLE "effects" ADD CONSTRAINT "effects_status" CHECK (status in ('open', 'done', 'failed', 'taken_back'));--> statement-breakpoint
ALTER TABLE "happenings" ADD CONSTRAINT "happenings_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'checkPayment', 'askProvider', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'captureEnds', 'rulesChanged', 'captured', 'captureDeclined', 'released', 'refunded', 'refundFailed', 'moneyUnknown', 'paymentSeen', 'paymentNotice', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'checkPayment', 'askProvider', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'captureEnds', 'rulesChanged', 'captured', 'captureDeclined', 'released', 'refunded', 'refundFailed', 'moneyUnknown', 'paymentSeen', 'paymentNotice', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_deadline_kind" CHECK (deadline_kind in ('supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'captureEnds'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_kind" CHECK (kind in ('ecommerce', 'till', 'refund'));