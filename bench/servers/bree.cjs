// Bree: jobs in worker threads, by a schedule; the main thread adds up what they report.
const { createServer } = require('node:http');
const Bree = require('bree');
const { busyFor, endsWith, state, timed } = require('./state.cjs');

let reports = 0;

function addUp() {
  busyFor(300);
}

const bree = new Bree({
  root: false,
  logger: false,
  jobs: [{ name: 'digest', path: require.resolve('./digest.cjs'), interval: 500 }],
  workerMessageHandler: () => (reports += 1),
});
void bree.start();

const answers = {
  '/': () => reports,
  '/slow': () => timed(addUp),
  '/state': state,
};
const server = createServer((request, response) => {
  response.end(JSON.stringify(answers[request.url]()));
});
server.listen(Number(process.env.PORT), '127.0.0.1');
endsWith(7, () => void bree.stop());
