CREATE TABLE "sample_shop" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"loaded_at" timestamp with time zone DEFAULT now() NOT NULL,
	"played_at" timestamp with time zone,
	"removed_at" timestamp with time zone,
	"workflows_left" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "sample_shop_one" CHECK (one)
);
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "sample" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "sample" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "sources" ADD COLUMN "sample" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stores" ADD COLUMN "sample" boolean DEFAULT false NOT NULL;