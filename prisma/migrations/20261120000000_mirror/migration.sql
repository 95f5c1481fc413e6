-- The text keys of a dealer's data sort by code point, COLLATE "C": faster than a language's rules,
-- the same on every server, and the order the pages promise. Columns that are compared with each
-- other must agree, so it is all of them.

-- Staging tables of loads are made here at run time.
CREATE SCHEMA IF NOT EXISTS "staging";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "dealer" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "page_size" INTEGER NOT NULL DEFAULT 10,
    "last_load_id" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dealer_pkey" PRIMARY KEY ("dealer_code")
);

-- CreateTable
CREATE TABLE "api_client" (
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "external_id" TEXT,
    "secret_hash" BYTEA,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_client_pkey" PRIMARY KEY ("client_id")
);

-- CreateTable
CREATE TABLE "api_client_dealer" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "client_id" TEXT NOT NULL,

    CONSTRAINT "api_client_dealer_pkey" PRIMARY KEY ("dealer_code","client_id")
);

-- CreateTable
CREATE TABLE "signing_key" (
    "kid" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_jwk" JSONB NOT NULL,
    "private_jwk" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_key_pkey" PRIMARY KEY ("kid")
);

-- CreateTable
CREATE TABLE "issuer_key_set" (
    "issuer" TEXT NOT NULL,
    "keys" JSONB NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "issuer_key_set_pkey" PRIMARY KEY ("issuer")
);

-- CreateTable
CREATE TABLE "dealer_generation" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "generation" BIGINT NOT NULL,
    "published_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "dealer_generation_pkey" PRIMARY KEY ("dealer_code")
);

-- CreateTable
CREATE TABLE "resource_state" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "resource" TEXT COLLATE "C" NOT NULL,
    "generation" BIGINT NOT NULL,
    "load_id" INTEGER NOT NULL,
    "loaded_at" TIMESTAMPTZ(3) NOT NULL,
    "item_count" BIGINT NOT NULL,

    CONSTRAINT "resource_state_pkey" PRIMARY KEY ("dealer_code","resource")
);

-- CreateTable
CREATE TABLE "load" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "load_id" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "generation" BIGINT,
    "report" JSONB,
    "error" TEXT,

    CONSTRAINT "load_pkey" PRIMARY KEY ("dealer_code","load_id")
);

-- CreateTable
CREATE TABLE "load_issue" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "load_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "resource" TEXT COLLATE "C" NOT NULL,
    "file" TEXT NOT NULL,
    "line" BIGINT NOT NULL,
    "field" TEXT,
    "value" TEXT,
    "reason" TEXT NOT NULL,

    CONSTRAINT "load_issue_pkey" PRIMARY KEY ("dealer_code","load_id","number")
);

-- CreateTable
CREATE TABLE "customer_list" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "resource" TEXT COLLATE "C" NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "item_count" INTEGER NOT NULL,

    CONSTRAINT "customer_list_pkey" PRIMARY KEY ("dealer_code","resource","customer_id","gen_to")
);

-- CreateTable
CREATE TABLE "customer_list_anchor" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "resource" TEXT COLLATE "C" NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "sort_key" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "customer_list_anchor_pkey" PRIMARY KEY ("dealer_code","resource","customer_id","gen_from","ordinal")
);

-- CreateTable
CREATE TABLE "customer_change" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "type" TEXT COLLATE "C" NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL,
    "generation" BIGINT NOT NULL,

    CONSTRAINT "customer_change_pkey" PRIMARY KEY ("dealer_code","customer_id","type")
);

-- CreateTable
CREATE TABLE "contract" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "contract_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "sort_key" TEXT COLLATE "C" NOT NULL,
    "listed" BOOLEAN NOT NULL,
    "jobsite_id" TEXT COLLATE "C" NOT NULL,
    "active" BOOLEAN,
    "is_reservation" BOOLEAN NOT NULL,
    "asset_returns" TIMESTAMPTZ(3)[],
    "next_return_at" TIMESTAMPTZ(3),
    "on_rent" INTEGER NOT NULL,
    "pdf_url" TEXT,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "contract_pkey" PRIMARY KEY ("dealer_code","contract_id","gen_to")
);

-- CreateTable
CREATE TABLE "jobsite" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "jobsite_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "sort_key" TEXT COLLATE "C" NOT NULL,
    "listed" BOOLEAN NOT NULL,
    "asset_count" INTEGER,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "jobsite_pkey" PRIMARY KEY ("dealer_code","jobsite_id","gen_to")
);

-- CreateTable
CREATE TABLE "invoice" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "invoice_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "sort_key" TEXT COLLATE "C" NOT NULL,
    "listed" BOOLEAN NOT NULL,
    "pdf_url" TEXT,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("dealer_code","invoice_id","gen_to")
);

-- CreateTable
CREATE TABLE "location" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "location_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "sort_key" TEXT COLLATE "C" NOT NULL,
    "listed" BOOLEAN NOT NULL,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "location_pkey" PRIMARY KEY ("dealer_code","location_id","gen_to")
);

-- CreateTable
CREATE TABLE "customer" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("dealer_code","customer_id","gen_to")
);

-- CreateTable
CREATE TABLE "category" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "category_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "category_pkey" PRIMARY KEY ("dealer_code","category_id","gen_to")
);

-- CreateTable
CREATE TABLE "rate" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "customer_id" TEXT COLLATE "C" NOT NULL,
    "group_id" TEXT COLLATE "C" NOT NULL,
    "gen_to" BIGINT NOT NULL,
    "gen_from" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "rate_pkey" PRIMARY KEY ("dealer_code","customer_id","group_id","gen_to")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_client_external_id_key" ON "api_client"("external_id");

-- CreateIndex
CREATE INDEX "customer_change_dealer_code_changed_at_idx" ON "customer_change"("dealer_code", "changed_at");

-- CreateIndex
CREATE INDEX "contract_list_idx" ON "contract"("dealer_code", "customer_id", "listed", "sort_key", "gen_from", "gen_to");

-- CreateIndex
CREATE INDEX "contract_jobsite_idx" ON "contract"("dealer_code", "jobsite_id");

-- CreateIndex
CREATE INDEX "contract_next_return_idx" ON "contract"("dealer_code", "gen_to", "next_return_at");

-- CreateIndex
CREATE INDEX "jobsite_list_idx" ON "jobsite"("dealer_code", "customer_id", "listed", "sort_key", "gen_from", "gen_to");

-- CreateIndex
CREATE INDEX "invoice_list_idx" ON "invoice"("dealer_code", "customer_id", "listed", "sort_key", "gen_from", "gen_to");

-- CreateIndex
CREATE INDEX "location_list_idx" ON "location"("dealer_code", "customer_id", "listed", "sort_key", "gen_from", "gen_to");

-- AddForeignKey
ALTER TABLE "api_client_dealer" ADD CONSTRAINT "api_client_dealer_dealer_code_fkey" FOREIGN KEY ("dealer_code") REFERENCES "dealer"("dealer_code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_client_dealer" ADD CONSTRAINT "api_client_dealer_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "api_client"("client_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A page is made of its items' documents, so they stay in their row as long as they fit in a block:
-- by default a row over 2 kB would send them to the TOAST table, one more look-up for each item.
-- The vacuum comes sooner than its default of a fifth of the table: every load closes row versions
-- and the clean-up deletes them, in tables that hold all dealers; what a reader must skip stays few,
-- and the planner learns of a new dealer soon.
DO $$
DECLARE
  mirror text;
BEGIN
  FOREACH mirror IN ARRAY
    ARRAY['contract', 'jobsite', 'invoice', 'location', 'customer', 'category', 'rate']
  LOOP
    EXECUTE format(
      'ALTER TABLE %I SET (
         toast_tuple_target = 8160,
         autovacuum_vacuum_scale_factor = 0.05,
         autovacuum_vacuum_insert_scale_factor = 0.05,
         autovacuum_analyze_scale_factor = 0.02)', mirror);
    -- Longer documents are compressed; lz4 unpacks several times faster, where the server has it.
    IF EXISTS (
      SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
    ) THEN
      EXECUTE format('ALTER TABLE %I ALTER COLUMN document SET COMPRESSION lz4', mirror);
    END IF;
  END LOOP;
END
$$;
