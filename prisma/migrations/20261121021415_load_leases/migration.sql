-- AlterTable
ALTER TABLE "load" ADD COLUMN     "bundle" TEXT COLLATE "C",
ADD COLUMN     "lease_until" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "load_dealer_code_bundle_idx" ON "load"("dealer_code", "bundle");
