/** In the data directory, included by its postgresql.conf; written anew before each start. */
export const SETTINGS_FILE = 'crs-dealer-api.conf';

type Settings = Readonly<Record<string, string | number>>;

/** How the embedded PostgreSQL runs. Durability is left as PostgreSQL has it: all on. */
export const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  // Paths of sockets are limited to a hundred characters; TCP costs 20 microseconds more a query.
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  // Compiling queries pays off for reports, not for pages of milliseconds.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // What goes wrong with the server itself. Statements stay out: they carry the dealer's data.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
};

/** The settings file's text. */
export function settingsText(port: number, settings: Settings = SETTINGS): string {
  const lines = Object.entries({ ...settings, port }).map(
    ([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'`,
  );
  return `# Written by crs-dealer-api before each start: change postgresql.conf instead.\n${lines.join('\n')}\n`;
}

/** The port in a settings file's text. */
export function portOf(text: string): number | undefined {
  const found = /^port = '(\d+)'$/m.exec(text);
  return found ? Number(found[1]) : undefined;
}
