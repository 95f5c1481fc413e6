-- CreateTable
CREATE TABLE "pull_record" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "client_id" TEXT COLLATE "C" NOT NULL,
    "request" TEXT COLLATE "C" NOT NULL,
    "started_time" TIMESTAMPTZ(3) NOT NULL,
    "last_time" TIMESTAMPTZ(3) NOT NULL,
    "endpoint" TEXT NOT NULL,
    "customers" TEXT[],
    "since" TEXT,
    "generation" BIGINT,
    "pages" INTEGER NOT NULL,
    "items" BIGINT NOT NULL,
    "page_size" INTEGER,
    "last_page" INTEGER,
    "total_pages" INTEGER,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failed_status" INTEGER,
    "failed_code" TEXT,
    "status" INTEGER NOT NULL,
    "milliseconds" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "pull_record_pkey" PRIMARY KEY ("dealer_code","client_id","request","started_time")
);

-- CreateTable
CREATE TABLE "submission_record" (
    "dealer_code" TEXT COLLATE "C" NOT NULL,
    "record_id" TEXT COLLATE "C" NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,
    "client_id" TEXT COLLATE "C" NOT NULL,
    "request_id" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "code" TEXT,
    "detail" TEXT,
    "message_type" TEXT,
    "customer_number" TEXT,
    "submitted_message_id" TEXT,
    "sequence" BIGINT,
    "milliseconds" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "submission_record_pkey" PRIMARY KEY ("dealer_code","record_id")
);

-- CreateIndex
CREATE INDEX "pull_record_started_idx" ON "pull_record"("dealer_code", "started_time");

-- CreateIndex
CREATE INDEX "submission_record_time_idx" ON "submission_record"("dealer_code", "time");

-- The row of a pull changes with its pages: room for its next versions in the same block.
ALTER TABLE "pull_record" SET (fillfactor = 70);
