// A queue in memory (better-queue) whose jobs are done in forked processes (jest-worker).
const { createServer } = require('node:http');
const Queue = require('better-queue');
const { Worker } = require('jest-worker');
const { endsWith, state } = require('./state.cjs');

const workers = new Worker(require.resolve('./job.cjs'), {
  numWorkers: 2,
  exposedMethods: ['run', 'stateOf'],
  computeWorkerKey: () => 'one',
});
const work = async (job, done) => {
  try {
    done(null, await workers.run(job));
  } catch (error) {
    done(error);
  }
};
const queue = new Queue(work, { concurrent: 2 });
const run = job =>
  new Promise((resolve, reject) => void queue.push(job).on('finish', resolve).on('failed', reject));

const answers = {
  '/': () => run({ kind: 'thumbnail' }),
  '/slow': () => run({ kind: 'poster' }),
  '/state': () => workers.stateOf(),
  '/parent': () => state(),
};
const server = createServer(async (request, response) => {
  response.end(JSON.stringify(await answers[request.url]()));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
endsWith(7, () => void workers.end());
