/** § userSpec: a name of the dealer's own system. */
const LOCAL = 'local:';
/** What a caller says for a name of Cat's CWS login, which goes out bare. */
const CWS = 'cws:';

/**
 * The `createdBy` of what is sent to CRS: a CWS user name as it stands, any other with `local:` before
 * it (§ Integration of requests: "either a Cat CWS username, or a username preceded by local:").
 * @param name `jdoe` and `local:jdoe` for a user of the dealer's own system, `cws:jdoe` for a CWS user
 */
export function createdByOf(name: string): string {
  const trimmed = name.trim();
  if (trimmed.startsWith(CWS)) return trimmed.slice(CWS.length).trim();
  return trimmed.startsWith(LOCAL) ? trimmed : LOCAL + trimmed;
}
