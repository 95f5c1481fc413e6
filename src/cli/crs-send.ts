import { asId } from '../interface/message/json-values.js';
import type { Run } from '../simulator/run.js';
import { CrsSide } from '../simulator/serve/crs-side.js';
import { startCrsServer } from '../simulator/serve/start-crs-server.js';
import type { Target } from '../simulator/target.js';
import { FreshMessages } from '../simulator/traffic/fresh-messages.js';
import { brokenLine } from '../simulator/traffic/inspection.js';
import { readMessages } from '../simulator/traffic/message-file.js';
import { sendMessage } from '../simulator/traffic/send-message.js';
import { runStory } from '../simulator/traffic/stories/run-story.js';
import { STORIES } from '../simulator/traffic/stories/stories.js';
import type { StepResult, Verdict } from '../simulator/traffic/stories/story.js';
import { findSubject } from '../simulator/traffic/subject.js';
import { runOnTarget, type TargetOptions } from './crs-run.js';
import { readSecret } from './crs-secret.js';
import { servedLines, serverLines } from './crs-serve-lines.js';
import { printLine } from './output.js';

/** What `crs send` is told. */
export interface SendOptions extends TargetOptions {
  story?: string;
  keepIds?: boolean;
  customer?: string;
  contract?: string;
  asset?: string;
  serve?: number;
  serveHost: string;
  serveClientId: string;
  serveSecretFile?: string;
  wait: number;
  mustAnswer?: boolean;
}

/** What a command works with. */
interface Session {
  readonly run: Run;
  readonly target: Target;
  readonly side: CrsSide;
  readonly options: SendOptions;
  readonly show: (line: string) => void;
}

/** Sends files and stories, and reports. */
export async function send(paths: string[], options: SendOptions): Promise<void> {
  const show = (line: string) => {
    if (!options.quiet && options.json !== '-') printLine(line);
  };
  await runOnTarget('crs send', options, async (run, target) => {
    if (paths.length === 0 && options.story === undefined)
      throw new Error('Name files, or a story by --story; --list shows them');
    const session = { run, target, side: new CrsSide(), options, show };
    const server = options.serve === undefined ? undefined : await serve(session, options.serve);
    try {
      for (const path of paths) await sendFile(session, path);
      if (options.story !== undefined)
        await sendStories(session, options.story, server !== undefined);
      await server?.quiet();
    } finally {
      await server?.close();
    }
  });
}

async function serve({ run, target, side, options, show }: Session, port: number) {
  const { serveSecretFile: file, serveClientId: clientId, serveHost: host, dealer } = options;
  const clientSecret = file === undefined ? undefined : await readSecret(file);
  const server = await startCrsServer({
    run,
    target,
    side,
    port,
    host,
    dealer,
    credentials: { clientId, ...(clientSecret !== undefined && { clientSecret }) },
    onMessage: (served) => servedLines(served).forEach(show),
  });
  for (const line of serverLines(server, file === undefined)) process.stderr.write(`${line}\n`);
  return server;
}

async function sendFile({ run, target, side, options, show }: Session, path: string) {
  const renewed = new FreshMessages();
  for (const { source, message: read } of await readMessages(path)) {
    const message = options.keepIds ? read : renewed.fresh(read);
    side.sent(message);
    const sent = await sendMessage(run, target, message, source, { repeat: true });
    const { inspection, exchange } = sent;
    const sign = inspection.hasErrors ? '✗' : '✓';
    const id = asId(message['submittedMessageId']) ?? '';
    show(`${sign} ${source} ${id} → ${exchange.status ?? exchange.error}`);
    for (const broken of inspection.broken) show(`    ${brokenLine(broken)}`);
  }
}

const SIGNS: Readonly<Record<Verdict, string>> = { passed: '✓', failed: '✗', 'not answered': '–' };

async function sendStories(session: Session, name: string, isServed: boolean): Promise<void> {
  const { options, show, target, run, side } = session;
  const { dealer, customer, contract, asset, mustAnswer = false, wait } = options;
  if (dealer === undefined || customer === undefined)
    throw new Error('Stories need --dealer and --customer');
  const { subject, isFound } = await findSubject(target, { dealer, customer, contract, asset });
  const { contractNumber, serialNumber } = subject;
  if (!isFound) show('No such contract with an asset was found: the stories make one up.');
  else show(`The stories are about contract ${contractNumber}, machine ${serialNumber}.`);
  const context = {
    run,
    target,
    subject,
    mustAnswer,
    waitMs: wait * 1000,
    side: isServed ? side : undefined,
    onStep: (_story: string, step: StepResult) => stepLines(step).forEach(show),
  };
  for (const story of name === 'all' ? STORIES.map((one) => one.name) : [name]) {
    show(story);
    await runStory(story, context);
  }
}

function stepLines({ title, verdict, reasons }: StepResult): string[] {
  const more = reasons.map((reason) => `      ${reason}`);
  return [`  ${SIGNS[verdict]} ${title}${verdict === 'passed' ? '' : `: ${verdict}`}`, ...more];
}
