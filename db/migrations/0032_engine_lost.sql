ALTER TABLE "watch" ADD COLUMN "engine_id" text;--> statement-breakpoint
ALTER TABLE "watch" ADD COLUMN "rebuild_after" bigint;