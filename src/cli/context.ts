import {
  ConsoleLogger,
  Module,
  type DynamicModule,
  type INestApplicationContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { ConfigModule } from '../config/config.module.js';
import { readConfig, type Config } from '../config/config.js';
import { DatabaseModule } from '../database/database.module.js';
import { ImportModule } from '../import/import.module.js';

@Module({})
class CommandModule {
  static with(config: Config): DynamicModule {
    return {
      module: CommandModule,
      imports: [ConfigModule.with(config), DatabaseModule.with({}), AuthModule, ImportModule],
    };
  }
}

/**
 * Runs a command with the server's own services, on the same database: it attaches to the embedded
 * one if a server runs, and starts it for the time of the command otherwise.
 */
export async function withServices<T>(
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const services = await NestFactory.createApplicationContext(CommandModule.with(readConfig()), {
    // Standard output belongs to what the command prints.
    logger: new ConsoleLogger({ logLevels: ['error', 'fatal'] }),
    abortOnError: false,
  });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}
