import type { FastifyInstance, FastifyRequest } from 'fastify';
import { asObject } from '../../interface/message/json-values.js';
import { FaultSettingsError, faultOf } from './fault-settings.js';
import type { CrsServerParts } from './server-parts.js';

const LOOPBACK = /^(?:127(?:\.\d+){3}|::1|::ffff:127(?:\.\d+){3})$/;
const LOOPBACK_HOST = /^(?:127(?:\.\d+){3}|localhost|\[::1\])(?::\d+)?$/i;

/**
 * What tests and people control the server by, from the same machine only: faults to come, the
 * exchanges so far, the requests and chains that CRS knows, what was found.
 */
export function addControl(app: FastifyInstance, parts: CrsServerParts): void {
  void app.register((control, _options, done) => {
    control.addHook('onRequest', async (request, reply) => {
      // No answer that it would be there for somebody else.
      if (!isLocal(request)) await reply.code(404).send({ title: 'Not found', status: 404 });
    });
    control.get('/control/exchanges', () => ({ items: parts.log.kept }));
    control.get('/control/requests', () => ({ items: parts.side.requests.all }));
    control.get('/control/chains', () => ({ items: parts.side.chains.all }));
    control.get('/control/findings', () => ({ items: parts.run.findings.list() }));
    control.get('/control/faults', () => ({ items: parts.faults.list() }));
    control.delete('/control/faults', () => {
      parts.faults.clear();
      return { items: [] };
    });
    control.post('/control/faults', (request, reply) => {
      try {
        parts.faults.add(faultOf(bodyOf(request)));
        return { items: parts.faults.list() };
      } catch (error) {
        if (!(error instanceof FaultSettingsError)) throw error;
        return reply.code(400).send({ title: error.message, status: 400 });
      }
    });
    done();
  });
}

/** A tunnel or a browser on this machine is no local user. */
function isLocal({ socket, headers }: FastifyRequest): boolean {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'origin'].some((name) => name in headers);
  return (
    LOOPBACK.test(socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(headers.host ?? '') &&
    !isForwarded
  );
}

function bodyOf({ body }: FastifyRequest): Readonly<Record<string, unknown>> {
  const text = Buffer.isBuffer(body) ? body.toString() : '{}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FaultSettingsError('A fault must be JSON, such as {"kind": "status", "status": 503}');
  }
  const object = asObject(value);
  if (!object) throw new FaultSettingsError('A fault must be a JSON object');
  return object;
}
