import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

// Uses the embedded PostgreSQL of a folder until its standard input closes.
const [, , dataDir = '', supervise] = process.argv;
const postgres = await EmbeddedPostgres.start({ dataDir, supervise: supervise === 'supervise' });
process.stdout.write(`${postgres.url}\n`);
process.stdin.resume().on('close', () => void postgres.stop());
