// Calls every operation of the official TypeScript SDK (tried with 0.14.0) at a server, which should be a sandbox:
//
//   java -jar target/handinger-batch.jar sandbox --port 8787
//   npm install @ramensoft/handinger && node samples/sdk/every-operation.mjs http://127.0.0.1:8787
//
// Prints a line for each operation, and ends with exit code 1 when an answer lacks a field that the SDK declares.
import { createReadStream } from 'node:fs';
import Handinger from '@ramensoft/handinger';

const client = new Handinger({ apiKey: process.env.HANDINGER_API_KEY ?? 'any', baseURL: process.argv[2] });
const { workers, tasks } = client;

const WORKER = 'id error files messages metadata object output running sources status url';
const TEMPLATE = 'id createdAt instructions organizationId outputSchema summary title updatedAt url userId visibility';
const TASK = 'id completedAt createdAt createdByUserId organizationId status title totals triggeredBy url workerId';
const TURN = 'id completedAt credits durationMs files input inputTokens outputText outputTokens role seq startedAt'
  + ' status structuredOutput taskId';

function check(operation, answer, fields) {
  const missing = fields.split(' ').filter((field) => !(field in answer));
  console.log(operation, missing.length === 0 ? 'ok' : `lacks ${missing}`);
  process.exitCode ||= missing.length === 0 ? 0 : 1;
  return answer;
}

const schema = { type: 'object', properties: { verdict: { type: 'string' } } };
const { id: workerId } = check('workers.create', await workers.create({ title: 'Checks', instructions: 'Check it.', outputSchema: schema }), TEMPLATE);
check('workers.update', await workers.update(workerId, { title: 'Checks more' }), TEMPLATE);
check('workers.retrieveEmail', await workers.retrieveEmail(workerId), 'email');
check('workers.retrieve', await workers.retrieve(workerId), WORKER);

const taskId = `tsk_${Math.random().toString(36).slice(2, 12).padEnd(14, '0')}`;
check('tasks.create', await tasks.create({ input: 'Is water wet?', workerId, taskId, budget: 'low' }), WORKER);
check('tasks.create, a turn with a file', await tasks.create({ input: 'And this?', workerId, taskId, files: [createReadStream(process.argv[1])] }), WORKER);
check('workers.retrieve, of a task', await workers.retrieve(workerId, { taskId }), WORKER);
check('tasks.retrieve', (await tasks.retrieve(taskId)).task, TASK);
const { items } = check('tasks.listTurns', await tasks.listTurns(taskId), 'items taskId');
items.forEach((turn) => check(`  turn ${turn.seq}`, turn, TURN));

const times = [
  [{ type: 'scheduled', date: '2130-01-01T00:00:00Z' }, ''],
  [{ type: 'delayed', delayInSeconds: 3600 }, ' delayInSeconds'],
  [{ type: 'cron', cron: '0 8 * * 1' }, ' cron'],
  [{ type: 'interval', intervalSeconds: 3600 }, ' intervalSeconds'],
];
for (const [when, own] of times) {
  const schedule = await workers.schedules.create(workerId, { input: 'Is it still wet?', when });
  check(`schedules.create, ${when.type}`, schedule, `id budget input nextRunAt type${own}`);
}
const { schedules } = check('schedules.list', await workers.schedules.list(workerId), 'schedules timezone workerId');
check('schedules.cancel', await workers.schedules.cancel(schedules[0].id, { workerId }), 'cancelled');

check('webhooks.update', await workers.webhooks.update(workerId, { url: 'https://example.com/done' }), 'url token');
check('webhooks.retrieve', await workers.webhooks.retrieve(workerId), 'url token');
check('webhooks.regenerateToken', await workers.webhooks.regenerateToken(workerId), 'url token');
check('webhooks.listExecutions', await workers.webhooks.listExecutions(workerId), 'logs page pageCount totalCount');
check('webhooks.delete', await workers.webhooks.delete(workerId), 'url token');

check('tasks.delete', await tasks.delete(taskId), 'archived');
check('workers.delete', await workers.delete(workerId), 'deleted');
