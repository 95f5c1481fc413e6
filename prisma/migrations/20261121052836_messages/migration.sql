-- CreateTable
CREATE TABLE "dealer_counter" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "name" TEXT COLLATE "C" NOT NULL,
    "last" BIGINT NOT NULL,

    CONSTRAINT "dealer_counter_pkey" PRIMARY KEY ("dealer_code","name")
);

-- CreateTable
CREATE TABLE "message" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "direction" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    "state" TEXT COLLATE "C" NOT NULL,
    "queue_key" TEXT COLLATE "C" NOT NULL,
    "priority" INTEGER NOT NULL,
    "message_type" TEXT NOT NULL,
    "customer_number" TEXT,
    "submitted_message_id" TEXT COLLATE "C" NOT NULL,
    "submitted_time" TIMESTAMPTZ(3) NOT NULL,
    "digest" BYTEA NOT NULL,
    "body" TEXT NOT NULL,
    "reused_id" BOOLEAN NOT NULL DEFAULT false,
    "enqueued_time" TIMESTAMPTZ(3) NOT NULL,
    "enqueued_client_id" TEXT COLLATE "C" NOT NULL,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "attempt_time" TIMESTAMPTZ(3),
    "settled_time" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "error" TEXT,
    "decided_by" TEXT,
    "decided_reason" TEXT,
    "request_id" TEXT COLLATE "C",
    "chain_id" TEXT COLLATE "C",

    CONSTRAINT "message_pkey" PRIMARY KEY ("dealer_code","direction","sequence")
);

-- CreateTable
CREATE TABLE "message_lane" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "direction" TEXT COLLATE "C" NOT NULL,
    "queue_key" TEXT COLLATE "C" NOT NULL,
    "head" BIGINT NOT NULL,
    "priority" INTEGER NOT NULL,
    "due_time" TIMESTAMPTZ(3) NOT NULL,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "lease" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "message_lane_pkey" PRIMARY KEY ("dealer_code","direction","queue_key")
);

-- CreateTable
CREATE TABLE "stored_file" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "file_id" TEXT COLLATE "C" NOT NULL,
    "size" INTEGER NOT NULL,
    "contents" BYTEA NOT NULL,
    "stored_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stored_file_pkey" PRIMARY KEY ("dealer_code","file_id")
);

-- CreateTable
CREATE TABLE "request" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "crs_id" TEXT COLLATE "C",
    "request_type" TEXT COLLATE "C" NOT NULL,
    "status" TEXT NOT NULL,
    "ended" BOOLEAN NOT NULL DEFAULT false,
    "disposition" TEXT,
    "customer_number" TEXT COLLATE "C",
    "contract_ids" TEXT[],
    "division_ids" TEXT[],
    "location_ids" TEXT[],
    "opened_by" TEXT NOT NULL,
    "created_date" TIMESTAMPTZ(3) NOT NULL,
    "details" JSONB NOT NULL,
    "update_count" INTEGER NOT NULL DEFAULT 0,
    "flag" TEXT,
    "opened_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_time" TIMESTAMPTZ(3),

    CONSTRAINT "request_pkey" PRIMARY KEY ("dealer_code","request_id")
);

-- CreateTable
CREATE TABLE "request_update" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "request_id" TEXT COLLATE "C" NOT NULL,
    "number" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_date" TIMESTAMPTZ(3) NOT NULL,
    "details" JSONB NOT NULL,
    "sequence" BIGINT,
    "taken_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "request_update_pkey" PRIMARY KEY ("dealer_code","request_id","number")
);

-- CreateTable
CREATE TABLE "message_chain" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "chain_id" TEXT COLLATE "C" NOT NULL,
    "crs_id" TEXT COLLATE "C",
    "customer_number" TEXT,
    "contract_id" TEXT,
    "rented_asset_id" TEXT,
    "equipment_asset_id" TEXT,
    "serial_number" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "opened_by" TEXT NOT NULL,
    "created_date" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT,
    "user_name" TEXT,
    "message_count" INTEGER NOT NULL DEFAULT 0,
    "flag" TEXT,
    "opened_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_chain_pkey" PRIMARY KEY ("dealer_code","chain_id")
);

-- CreateTable
CREATE TABLE "chain_message" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "chain_id" TEXT COLLATE "C" NOT NULL,
    "number" INTEGER NOT NULL,
    "origin" TEXT NOT NULL,
    "created_date" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT,
    "user_name" TEXT,
    "message_text" TEXT NOT NULL,
    "confirmed" BOOLEAN NOT NULL,
    "sequence" BIGINT,

    CONSTRAINT "chain_message_pkey" PRIMARY KEY ("dealer_code","chain_id","number")
);

-- CreateTable
CREATE TABLE "event" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "sequence" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("dealer_code","sequence")
);

-- CreateTable
CREATE TABLE "webhook" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "url" TEXT NOT NULL,
    "event_types" TEXT[],
    "secret" BYTEA NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "cursor" BIGINT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "due_time" TIMESTAMPTZ(3) NOT NULL,
    "lease" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_time" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_time" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_pkey" PRIMARY KEY ("dealer_code","webhook_id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "webhook_id" TEXT COLLATE "C" NOT NULL,
    "number" BIGINT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "milliseconds" INTEGER NOT NULL,
    "status" INTEGER,
    "error" TEXT,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("dealer_code","webhook_id","number")
);

-- CreateIndex
CREATE INDEX "message_state_idx" ON "message"("dealer_code", "direction", "state", "sequence");

-- CreateIndex
-- Only what is waiting is looked for by its key.
CREATE INDEX "message_queue_idx" ON "message"("dealer_code", "direction", "queue_key", "sequence") WHERE "state" IN ('queued', 'parked', 'unmatched');

-- CreateIndex
CREATE INDEX "message_request_idx" ON "message"("dealer_code", "request_id");

-- CreateIndex
CREATE INDEX "message_chain_idx" ON "message"("dealer_code", "chain_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_submission_key" ON "message"("dealer_code", "direction", "submitted_message_id", "enqueued_client_id", "digest");

-- CreateIndex
-- Lanes that wait for somebody are passed over however many they are.
CREATE INDEX "message_lane_due_idx" ON "message_lane"("dealer_code", "direction", "priority" DESC, "head") WHERE NOT "held";

-- CreateIndex
CREATE INDEX "request_changed_idx" ON "request"("dealer_code", "changed_time", "request_id");

-- CreateIndex
CREATE INDEX "request_customer_idx" ON "request"("dealer_code", "customer_number");

-- CreateIndex
CREATE INDEX "request_open_idx" ON "request"("dealer_code", "ended", "request_type");

-- CreateIndex
CREATE UNIQUE INDEX "request_crs_key" ON "request"("dealer_code", "crs_id");

-- CreateIndex
CREATE INDEX "message_chain_changed_idx" ON "message_chain"("dealer_code", "changed_time", "chain_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_chain_crs_key" ON "message_chain"("dealer_code", "crs_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_time_idx" ON "webhook_delivery"("dealer_code", "time");

-- Rows that change with every message: room for their next versions in the same block.
ALTER TABLE "dealer_counter" SET (fillfactor = 10);
ALTER TABLE "message_lane" SET (fillfactor = 70);

-- Images and documents are compressed already.
ALTER TABLE "stored_file" ALTER COLUMN "contents" SET STORAGE EXTERNAL;

-- Nothing looks for these: sampling them would be most of an ANALYZE.
ALTER TABLE "message" ALTER COLUMN "body" SET STATISTICS 0, ALTER COLUMN "digest" SET STATISTICS 0;
ALTER TABLE "stored_file" ALTER COLUMN "contents" SET STATISTICS 0;
