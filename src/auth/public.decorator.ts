import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link Public}. */
export const PUBLIC = Symbol('PUBLIC');

/** Lets anybody call the route or controller, without a token. */
export const Public = () => SetMetadata(PUBLIC, true);
