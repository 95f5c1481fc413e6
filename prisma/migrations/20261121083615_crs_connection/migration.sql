-- AlterTable
ALTER TABLE "message" ADD COLUMN     "crs_enqueued_time" TIMESTAMPTZ(3),
ADD COLUMN     "crs_error" TEXT;

-- CreateTable
CREATE TABLE "crs_connection" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "message_url" TEXT NOT NULL,
    "token_url" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "scope" TEXT,
    "audience" TEXT,
    "token_auth" TEXT NOT NULL DEFAULT 'client_secret_basic',
    "environment" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "state_by" TEXT,
    "state_reason" TEXT,
    "secret" BYTEA NOT NULL,
    "secret_time" TIMESTAMPTZ(3) NOT NULL,
    "next_secret" BYTEA,
    "next_secret_time" TIMESTAMPTZ(3),
    "next_secret_due" TIMESTAMPTZ(3),
    "next_secret_error" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "notify_types" TEXT[],
    "notify_most" INTEGER NOT NULL DEFAULT 500,
    "notified_generation" BIGINT NOT NULL,
    "token" BYTEA,
    "token_until" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "due_time" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "last_error_time" TIMESTAMPTZ(3),
    "delivered_time" TIMESTAMPTZ(3),
    "clock_drift_ms" INTEGER,
    "clock_drift_time" TIMESTAMPTZ(3),
    "lease" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "crs_connection_pkey" PRIMARY KEY ("dealer_code")
);

-- A row that changes with every message: room for its next versions in the same block.
ALTER TABLE "crs_connection" SET (fillfactor = 20);
