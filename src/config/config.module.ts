import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type Config } from './config.js';

/** Provides the configuration under {@link CONFIG}, everywhere. */
@Module({})
export class ConfigModule {
  static with(config: Config): DynamicModule {
    const provider = { provide: CONFIG, useValue: config };
    return { module: ConfigModule, global: true, providers: [provider], exports: [CONFIG] };
  }
}
