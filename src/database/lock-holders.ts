/**
 * A condition on `pg_locks`: the locks of this database on one advisory key.
 * @param key the key, a bigint as SQL
 */
export function onAdvisoryKey(key: string): string {
  return `(locktype = 'advisory' AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = ${key})`;
}
