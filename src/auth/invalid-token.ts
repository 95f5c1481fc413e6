/** The token cannot be accepted. The message is public and fits an RFC 6750 `error_description`. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}
