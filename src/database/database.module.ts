import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { Database, type DatabaseOptions } from './database.js';

const logger = new Logger('Database');

/** Provides {@link Database} to every module, open. Needs the token CONFIG. */
@Module({})
export class DatabaseModule {
  /** @param options a process that stays supervises the embedded PostgreSQL */
  static with(options: Pick<DatabaseOptions, 'supervise'>): DynamicModule {
    const provider = {
      provide: Database,
      inject: [CONFIG],
      useFactory: (config: Config) =>
        Database.open(config, {
          ...options,
          logger: {
            info: (message) => logger.log(message),
            warn: (message) => logger.warn(message),
          },
        }),
    };
    return { module: DatabaseModule, global: true, providers: [provider], exports: [Database] };
  }
}
