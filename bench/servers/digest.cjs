// A job that keeps its own thread busy; the main thread goes on.
const { parentPort } = require('node:worker_threads');
const { busyFor } = require('./state.cjs');

busyFor(200);
parentPort.postMessage('done');
