ALTER TABLE "exchange_payments" DROP CONSTRAINT "exchange_payments_method";--> statement-breakpoint
ALTER TABLE "exchange_payments" DROP CONSTRAINT "exchange_payments_sale_number_kind_pk";--> statement-breakpoint
ALTER TABLE "exchange_payments" ADD CONSTRAINT "exchange_payments_sale_number_kind_method_pk" PRIMARY KEY("sale_number","kind","method");--> statement-breakpoint
CREATE UNIQUE INDEX "exchange_payments_once" ON "exchange_payments" USING btree ("sale_number","kind") WHERE kind in ('set_off', 'till');--> statement-breakpoint
ALTER TABLE "exchange_payments" ADD CONSTRAINT "exchange_payments_method" CHECK ((kind = 'set_off' and method in ('exchange')) or (kind = 'till' and method in ('cash', 'card', 'transfer', 'other'))
        or (kind = 'settled' and method in ('cash', 'card', 'transfer', 'other', 'written_off')));