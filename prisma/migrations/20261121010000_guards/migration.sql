-- AlterTable
ALTER TABLE "dealer" ADD COLUMN     "max_reject_percent" INTEGER NOT NULL DEFAULT 5,
ADD COLUMN     "max_removal_percent" INTEGER NOT NULL DEFAULT 20,
ADD COLUMN     "max_removal_rows" INTEGER NOT NULL DEFAULT 10;

-- AlterTable
ALTER TABLE "load" ADD COLUMN     "decided_at" TIMESTAMPTZ(3),
ADD COLUMN     "decided_by" TEXT,
ADD COLUMN     "resources" TEXT[] DEFAULT ARRAY[]::TEXT[];
