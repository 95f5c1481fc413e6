-- AlterTable
ALTER TABLE "dealer_generation" ADD COLUMN "oldest_generation" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "generation" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "generation" BIGINT NOT NULL,
    "published_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "generation_pkey" PRIMARY KEY ("dealer_code","generation")
);

-- What is served when this is applied was published before it.
INSERT INTO "generation" ("dealer_code", "generation", "published_at")
SELECT "dealer_code", "generation", "published_at" FROM "dealer_generation";

-- CreateTable
CREATE TABLE "pull_pin" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "client_id" TEXT COLLATE "C" NOT NULL,
    "request" TEXT COLLATE "C" NOT NULL,
    "generation" BIGINT NOT NULL,
    "pinned_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pull_pin_pkey" PRIMARY KEY ("dealer_code","client_id","request")
);

-- Only versions that are closed: that is what the clean-up looks for, and loads do not pay for it.
CREATE INDEX "category_closed_idx" ON "category"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "contract_closed_idx" ON "contract"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "customer_closed_idx" ON "customer"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "customer_list_closed_idx" ON "customer_list"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "invoice_closed_idx" ON "invoice"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "jobsite_closed_idx" ON "jobsite"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "location_closed_idx" ON "location"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
CREATE INDEX "rate_closed_idx" ON "rate"("dealer_code", "gen_to") WHERE "gen_to" < 9223372036854775807;
