import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, expect, it } from '@jest/globals';
import { KeptToAddresses } from '../../auth/address-rule.decorator.js';
import { Public } from '../../auth/public.decorator.js';
import { RequireScope } from '../../auth/require-scope.decorator.js';
import { CONFIG, readConfig } from '../../config/config.js';
import { ProblemFilter } from '../problem.filter.js';
import { AddressGuard } from './address.guard.js';
import { readAddresses } from './client-address.js';

@Controller()
class ProbeController {
  @Get('crs')
  @RequireScope('crs')
  crs() {
    return {};
  }

  @Get('dealer')
  @RequireScope('dealer')
  dealer() {
    return {};
  }

  @Get('admin')
  @RequireScope('admin')
  admin() {
    return {};
  }

  @Get('token')
  @Public()
  @KeptToAddresses('token')
  token() {
    return {};
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }
}

const ROUTES = ['crs', 'dealer', 'admin', 'token', 'open'] as const;

let app: NestFastifyApplication;
afterEach(() => app.close());

/** @returns the routes that may be called from an address */
async function start(allowFrom: string): Promise<(address: string) => Promise<string[]>> {
  const module = await Test.createTestingModule({
    controllers: [ProbeController],
    providers: [
      { provide: CONFIG, useValue: readConfig({ ALLOW_FROM: allowFrom }) },
      { provide: APP_GUARD, useClass: AddressGuard },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
    logger: false,
  });
  readAddresses(app.getHttpAdapter().getInstance());
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
  return async (remoteAddress) => {
    const allowed: string[] = [];
    for (const route of ROUTES) {
      const { statusCode } = await app.inject({ url: `/${route}`, remoteAddress });
      if (statusCode === 200) allowed.push(route);
      else expect([route, statusCode]).toEqual([route, 403]);
    }
    return allowed;
  };
}

it('each scope has its addresses', async () => {
  const allowed = await start(
    'crs=192.0.2.0/24; dealer=198.51.100.0/24; admin=10.0.0.1, 2001:db8::1; token=192.0.2.0/24,198.51.100.0/24',
  );
  expect(await allowed('192.0.2.200')).toEqual(['crs', 'token', 'open']);
  expect(await allowed('198.51.100.1')).toEqual(['dealer', 'token', 'open']);
  expect(await allowed('10.0.0.1')).toEqual(['admin', 'open']);
  expect(await allowed('2001:db8::1')).toEqual(['admin', 'open']);
  expect(await allowed('::ffff:10.0.0.1')).toEqual(['admin', 'open']);
  expect(await allowed('10.0.0.2')).toEqual(['open']);
});

it('what is not named is open to every address', async () => {
  const allowed = await start('admin=10.0.0.1');
  expect(await allowed('192.0.2.200')).toEqual(['crs', 'dealer', 'token', 'open']);
});

it('nothing is closed when nothing is named', async () => {
  expect(await (await start(''))('192.0.2.200')).toEqual([...ROUTES]);
});
