// Express, CommonJS: a sort with a slow comparison, and a huge JSON document.
const express = require('express');
const { busyFor, endsWith, state, timed } = require('./state.cjs');

const app = express();
const orders = Array.from({ length: 100 }, (_, i) => ({ price: (i * 37) % 101 }));

function byPrice(a, b) {
  busyFor(0.5);
  return a.price - b.price;
}

let text = '[0]';
while (timed(() => JSON.parse(text)).tookMs < 250)
  text = `[${'{"price":1,"lines":[2,3]},'.repeat(Math.max(1000, text.length / 12))}0]`;

function summaryOf(imported) {
  busyFor(30);
  return imported.length;
}

function importOrders() {
  const imported = JSON.parse(text);
  return summaryOf(imported);
}

app.get('/', (request, response) => void response.send('fine'));
app.get('/state', (request, response) => void response.json(state()));
app.get('/slow', (request, response) => void response.json(timed(() => [...orders].sort(byPrice))));
app.get('/parse', (request, response) => void response.json(timed(importOrders)));

const server = app.listen(Number(process.env.PORT), '127.0.0.1');
endsWith(7, () => server.close());
