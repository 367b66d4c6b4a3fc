// Fastify, an ES module: a regular expression that takes exponential time, in one route.
import Fastify from 'fastify';
import { endsWith, state, timed } from './state.cjs';

const app = Fastify();
let length = 22;

function isValidName(name) {
  return /^(a|aa)+$/.test(name);
}

const name = () => `${'a'.repeat(length)}b`;
while (timed(() => isValidName(name())).tookMs < 250) length += 1;

app.get('/', async () => 'fine');
app.get('/state', async () => state());
app.get('/slow', async () => timed(() => isValidName(name())));

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
endsWith(7, () => void app.close());
