import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readConfig } from '../../config/config.js';
import { ownHost } from '../../config/own-host.js';

// The check of a container, as a program: ends with 0 when the server beside it answers that it
// lives. Light enough to be run every few seconds.
const TIMEOUT_MS = 4_000;

const { HOST, PORT, TLS_CERT_FILE } = readConfig();

const options = {
  host: ownHost(HOST),
  port: PORT,
  path: '/health/live',
  timeout: TIMEOUT_MS,
};
// Whether a process lives is asked here, not whether its certificate is good for this address.
const request = TLS_CERT_FILE
  ? requestHttps({ ...options, rejectUnauthorized: false })
  : requestHttp(options);
request
  .on('response', ({ statusCode }) => end(statusCode === 200 ? undefined : `${statusCode}`))
  .on('timeout', () => end(`no answer in ${TIMEOUT_MS} ms`))
  .on('error', ({ message }) => end(message))
  .end();

function end(fault: string | undefined): void {
  if (fault) process.stderr.write(`/health/live: ${fault}\n`);
  process.exit(fault ? 1 : 0);
}
