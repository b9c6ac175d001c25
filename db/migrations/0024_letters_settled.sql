ALTER TABLE "letters" DROP CONSTRAINT "letters_trouble";--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "settled_by" text;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_settled_by_users_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_settled" CHECK (settled_by is null or status = 'sent');--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_trouble" CHECK (trouble in ('no_address', 'bad_address', 'rejected', 'put_off', 'no_answer', 'no_server', 'server_away', 'not_written', 'outdated', 'no_consent'));