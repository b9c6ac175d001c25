ALTER TABLE "sources" ADD COLUMN "deactivated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "last_seen_at" timestamp with time zone;