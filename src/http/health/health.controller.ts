import { Controller, Get } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiOperation,
} from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../../auth/public.decorator.js';
import { Stopping } from '../load/stopping.js';
import { HealthService } from './health.service.js';

/** For load balancers and monitors. */
@ApiTags('Health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly health: HealthService,
    private readonly stopping: Stopping,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs' })
  @ApiOkResponse({ description: 'It does' })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether requests can be served',
    description:
      'The database is reachable and its migrations are applied. Tells the generation and the age of the last load by dealer and resource, how many keys of messages wait for their turn (keysWaiting) or for somebody (keysHeld), how the connections with CRS fare, and how far the read replica is behind; without its replica the server is degraded, and serves. A server that is being stopped is not ready. Where the server speaks TLS itself: how long its certificate counts; degraded from 30 days before it expires, not ready once it has.',
  })
  @ApiOkResponse({ description: 'Ready' })
  @ApiServiceUnavailableResponse({ description: 'Not ready' })
  ready(): Promise<HealthCheckResult> {
    // Nothing else counts then, and nothing must delay it.
    if (this.stopping.isAnnounced) return this.checks.check([() => this.health.stopping()]);
    return this.checks.check([
      () => this.health.database(),
      () => this.health.migrations(),
      () => this.health.replica(),
      () => this.health.tls(),
      () => this.health.loads(),
      () => this.health.messages(),
      () => this.health.crs(),
    ]);
  }
}
