import fc from 'fast-check';
import { sample, SAMPLE_FILES } from '../intake.js';
import { mutatedBytes, mutatedText } from './mutations.js';
import { bodiesOf, type Schema } from './schema-bodies.js';

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  readonly paths: Readonly<
    Record<string, { post?: { requestBody: { content: Record<string, { schema: Schema }> } } }>
  >;
}

type Message = Readonly<Record<string, unknown>>;

/** Bodies for the message endpoint, from ones that are in order to ones that are nothing at all. */
export function messageBodies(openApi: object): fc.Arbitrary<Buffer> {
  const { paths, components } = openApi as Document;
  const schema = paths['/api/v1/message']?.post?.requestBody.content['application/json']?.schema;
  if (!schema) throw new Error('The document says nothing of the body');
  const described = bodiesOf(schema, components.schemas) as fc.Arbitrary<Message>;
  const samples = fc.constantFrom(...SAMPLE_FILES).map(sample);
  const messages = fc
    .tuple(fc.oneof(described, samples), fc.uuid(), fc.boolean())
    .map(([message, id, known]): Message => addressed(known ? inOrder(message) : message, id));
  const texts = mutatedText(messages);
  return fc.oneof(
    { weight: 3, arbitrary: messages.map((message) => Buffer.from(JSON.stringify(message))) },
    { weight: 5, arbitrary: texts.map((text) => Buffer.from(text)) },
    { weight: 3, arbitrary: mutatedBytes(messages.map((message) => JSON.stringify(message))) },
    { weight: 1, arbitrary: mutatedBytes(texts) },
  );
}

function addressed(message: Message, submittedMessageId: string): Message {
  return { ...message, dealerCode: 'A000', submittedMessageId };
}

/** What the document cannot say: what parts of a message ask of each other. */
function inOrder(message: Message): Message {
  const { payload } = message as { payload?: { request?: object; message?: object } | null };
  const request = { localId: '1', requestType: 'lead', ...payload?.request, status: 'submitted' };
  return {
    ...message,
    customerNumber: '1',
    payload: {
      ...payload,
      errorSubmittedMessageId: '1',
      request: { assets: [{}], ...request },
      message: { messageChain: {}, ...payload?.message },
    },
  };
}
