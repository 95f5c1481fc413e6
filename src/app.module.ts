import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AuthModule } from './auth/auth.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { ContractsModule } from './contracts/contracts.module.js';
import { CustomersModule } from './customers/customers.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DemoModule } from './demo/demo.module.js';
import { EventsModule } from './events/events.module.js';
import { AddressesModule } from './http/addresses/addresses.module.js';
import { HealthModule } from './http/health/health.module.js';
import { LoadModule } from './http/load/load.module.js';
import { loggerModule } from './http/logger.module.js';
import { MetricsModule } from './http/metrics/metrics.module.js';
import { TlsModule } from './http/tls/tls.module.js';
import { ImportModule } from './import/import.module.js';
import { WatchModule } from './import/watch/watch.module.js';
import { IncrementalModule } from './incremental/incremental.module.js';
import { InvoicesModule } from './invoices/invoices.module.js';
import { JobsitesModule } from './jobsites/jobsites.module.js';
import { LocationsModule } from './locations/locations.module.js';
import { MessageModule } from './message/message.module.js';
import { MirrorClocksModule } from './mirror/clocks.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { ConnectionModule } from './outbox/connection/connection.module.js';
import { OutboxModule } from './outbox/outbox.module.js';
import { RecordsModule } from './records/records.module.js';
import { RequestModule } from './request/request.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** Every module of the server. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        loggerModule(),
        DatabaseModule.with({ supervise: true }),
        ScheduleModule.forRoot(),
        TlsModule,
        AddressesModule,
        AuthModule,
        LoadModule,
        MetricsModule,
        HealthModule,
        ContractsModule,
        JobsitesModule,
        CatalogModule,
        InvoicesModule,
        CustomersModule,
        LocationsModule,
        IncrementalModule,
        ImportModule,
        WatchModule,
        MirrorClocksModule,
        EventsModule,
        RequestModule,
        MessageModule,
        OutboxModule,
        ConnectionModule,
        NotificationsModule,
        WebhooksModule,
        RecordsModule,
        DemoModule,
      ],
    };
  }
}
