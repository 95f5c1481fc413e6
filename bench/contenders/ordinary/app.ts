import 'reflect-metadata';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RentalData, type Page } from './rental-data.js';

// What people write first: a controller, a service on Prisma, tables for each kind of thing, and
// objects that the framework turns into JSON. No caller is checked and nothing is logged.
const { DATABASE_URL = '', PORT = '' } = process.env;

type PageQuery = Readonly<Record<'customer' | 'page' | 'items', string>>;

@Controller('api/v1')
class RentalController {
  constructor(private readonly data: RentalData) {}

  @Get('contract')
  contracts(@Query() query: PageQuery): Promise<object> {
    return this.data.contracts(pageOf(query));
  }

  @Get('invoice')
  invoices(@Query() query: PageQuery): Promise<object> {
    return this.data.invoices(pageOf(query));
  }
}

function pageOf({ customer, page, items }: PageQuery): Page {
  return { customers: customer.split(','), page: Number(page), items: Number(items) };
}

@Module({
  controllers: [RentalController],
  providers: [{ provide: RentalData, useFactory: () => RentalData.open(DATABASE_URL) }],
})
class AppModule {}

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(Number(PORT), '127.0.0.1');
