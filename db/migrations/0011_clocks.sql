ALTER TABLE "callbacks" DROP CONSTRAINT "callbacks_status";--> statement-breakpoint
ALTER TABLE "happenings" DROP CONSTRAINT "happenings_type";--> statement-breakpoint
ALTER TABLE "order_events" DROP CONSTRAINT "order_events_type";--> statement-breakpoint
ALTER TABLE "orders" DROP CONSTRAINT "orders_reject_reason";--> statement-breakpoint
ALTER TABLE "orders" DROP CONSTRAINT "orders_deadline_kind";--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "ready_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "hold_by_hand" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "answer_missed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "hold_ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "promise_missed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "step" jsonb;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "deadlines" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "taken_back_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "hours" jsonb;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "special_days" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "rules" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "special_days" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "email" text;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "language" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "rules" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE INDEX "orders_due" ON "orders" USING btree (coalesce(due_at, 'infinity'),"placed_at","id") WHERE status in ('customer_id_required', 'product_match_failed', 'sale_processing_failed', 'new', 'in_process', 'ready_for_pickup', 'shipped');--> statement-breakpoint
ALTER TABLE "callbacks" ADD CONSTRAINT "callbacks_status" CHECK (status in ('waiting', 'delivered', 'given_up', 'taken_back'));--> statement-breakpoint
ALTER TABLE "happenings" ADD CONSTRAINT "happenings_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'rulesChanged', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_type" CHECK (type in ('received', 'contentChanged', 'cancellation', 'identifyCustomer', 'matchProduct', 'processSale', 'accept', 'reject', 'ready', 'ship', 'complete', 'archive', 'changeReadyBy', 'extendHold', 'undo', 'reopen', 'comment', 'supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed', 'rulesChanged', 'receiptMade', 'receiptFailed'));--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_reject_reason" CHECK (reject_reason in ('out_of_stock', 'damaged', 'price_error', 'customer_request', 'cannot_contact', 'not_collected', 'other', 'not_answered'));--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_deadline_kind" CHECK (deadline_kind in ('supplierAvailable', 'supplierShipped', 'supplierCompleted', 'answerReminder', 'answerMissed', 'pickupReminder', 'holdEnded', 'promiseMissed'));--> statement-breakpoint
ALTER TABLE "stores" ADD CONSTRAINT "stores_language" CHECK (language in ('en', 'ko', 'fr', 'nl'));