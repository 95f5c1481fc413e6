-- No statement looks for a document or its hash. Without statistics of them an ANALYZE, also that of
-- autovacuum, does not sort a sample of documents, which was most of its work.
DO $$
DECLARE
  mirror text;
BEGIN
  FOREACH mirror IN ARRAY
    ARRAY['contract', 'jobsite', 'invoice', 'location', 'customer', 'category', 'rate']
  LOOP
    EXECUTE format(
      'ALTER TABLE %I ALTER COLUMN document SET STATISTICS 0, ALTER COLUMN hash SET STATISTICS 0',
      mirror);
  END LOOP;
END
$$;
