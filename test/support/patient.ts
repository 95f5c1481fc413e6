import { readConfig } from '../../src/config/config.js';

/**
 * Limits of time that a busy machine does not reach. How soon an answer has to be there is measured
 * elsewhere: no test of what an answer says may become a 503 because the machine is slow.
 */
export const PATIENT = {
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '60000',
};

const shipped = readConfig({});

/** The limits of time as they are when nobody sets them: for tests of how soon an answer is there. */
export const AS_SHIPPED = {
  DATABASE_CONNECT_TIMEOUT_MS: String(shipped.DATABASE_CONNECT_TIMEOUT_MS),
  DATABASE_STATEMENT_TIMEOUT_MS: String(shipped.DATABASE_STATEMENT_TIMEOUT_MS),
  REQUEST_TIMEOUT_MS: String(shipped.REQUEST_TIMEOUT_MS),
};
