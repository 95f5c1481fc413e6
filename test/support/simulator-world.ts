import supertest from 'supertest';
import { ClientService } from '../../src/auth/client.service.js';
import type { RequestDetails } from '../../src/request/request-details.js';
import { CrsSide } from '../../src/simulator/serve/crs-side.js';
import {
  startCrsServer,
  type CrsServer,
  type CrsServerOptions,
} from '../../src/simulator/serve/start-crs-server.js';
import { Run } from '../../src/simulator/run.js';
import { Target } from '../../src/simulator/target.js';
import type { Subject } from '../../src/simulator/traffic/subject.js';
import { HttpWire } from '../../src/simulator/wire/http-wire.js';
import { asset, contract } from './items.js';
import { startMessageServer, type MessageServer } from './message-server.js';
import { until } from './until.js';

/** Our server as the dealer's system, and the simulator as CRS: each knows the other's address. */
export interface SimulatorWorld {
  readonly dealer: MessageServer;
  readonly crs: CrsServer;
  readonly run: Run;
  readonly side: CrsSide;
  readonly target: Target;
  readonly subject: Subject;
  /** The dealer's user answers a request, as soon as its state allows it. */
  answer(crsId: string, body: object): Promise<void>;
  /** The dealer's view of a request of CRS's. */
  request(crsId: string): Promise<RequestDetails>;
  close(): Promise<void>;
}

const USER = { createdBy: 'rentalCoordinator', userName: 'Jennifer Rents' };

/** Starts both sides; the dealer A000 has the customer 001234 with a contract. */
export async function startSimulatorWorld(options: CrsServerOptions = {}): Promise<SimulatorWorld> {
  const dealer = await startMessageServer({ CRS_ALLOW_PRIVATE: 'on' });
  await dealer.server.load('A000', {
    'contracts.ndjson': [contract('C001', '001234', { assetDetails: [asset()] })],
  });
  const run = new Run('crs test', 'the dealer');
  const side = new CrsSide();
  const { target, wire } = await targetOf(dealer, run);
  const crs = await startCrsServer({ dealer: 'A000', run, side, target, ...options });
  await connect(dealer, crs);
  const subject = {
    dealer: 'A000',
    customer: '001234',
    contractId: 'C001',
    contractNumber: 'C001',
    jobsiteId: 'J1',
    rentedAssetId: '1',
    equipmentAssetId: '1',
    serialNumber: '1',
  };
  return {
    dealer,
    crs,
    run,
    side,
    target,
    subject,
    answer: (crsId, body) => answer(dealer, crsId, body),
    request: (crsId) => requestOf(dealer, crsId),
    async close() {
      await crs.close();
      await wire.close();
      await dealer.close();
    },
  };
}

/** Our server, as the simulator asks it. */
export async function targetOf({ server }: MessageServer, run: Run) {
  const given = { name: 'CRS', dealers: ['A000'], scopes: ['crs'] };
  const client = await server.app.get(ClientService).create(given);
  const address = await server.app.getUrl();
  const wire = new HttpWire({ timeoutMs: 20_000 });
  const settings = {
    url: `${address}/api/v1`,
    tokenUrl: `${address}/oauth/token`,
    clientId: client.clientId,
    clientSecret: client.clientSecret ?? '',
    dealer: 'A000',
  };
  return { settings, wire, target: new Target(settings, wire, run.findings) };
}

/** Tells the dealer's server where CRS is. */
export async function connect({ server }: MessageServer, crs: CrsServer): Promise<void> {
  const own = await server.token(['A000'], ['dealer']);
  const { messageUrl, tokenUrl, clientId, clientSecret } = crs;
  const body = { messageUrl, tokenUrl, clientId, clientSecret, environment: 'test' };
  const { status, text } = await supertest(await server.app.getUrl())
    .put('/dealer/v1/connection')
    .auth(own, { type: 'bearer' })
    .send({ ...body, notifications: { types: [] } });
  if (status >= 300) throw new Error(`${status}: ${text}`);
}

async function requestOf(dealer: MessageServer, crsId: string): Promise<RequestDetails> {
  const known = await until(async () => {
    const { body } = await dealer.get('/dealer/v1/requests?items=1000');
    return (body as { items: RequestDetails[] }).items.find((one) => one.crsId === crsId);
  });
  const { body } = await dealer.get(`/dealer/v1/requests/${known.requestId}`);
  return body as RequestDetails;
}

async function answer(dealer: MessageServer, crsId: string, body: object): Promise<void> {
  const { requestId } = await requestOf(dealer, crsId);
  const path = `/dealer/v1/requests/${requestId}/updates`;
  await until(async () => (await dealer.send(path, { ...USER, ...body })).status === 200);
}
