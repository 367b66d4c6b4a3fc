// Vite's dev server: a plugin of the user's own that takes its time for some modules.
import { state, timed } from './state.cjs';

let last = null;

function expandMacros(code) {
  const untilMs = performance.now() + 300;
  while (performance.now() < untilMs);
  return code;
}

const transform = code => {
  last = timed(() => expandMacros(code));
  return code;
};

const json = (response, value) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
};

const slowPlugin = {
  name: 'slow-plugin',
  transform: (code, id) => (id.includes('slow.js') ? transform(code) : null),
  configureServer: server => {
    server.middlewares.use('/state', (request, response) => json(response, state()));
    server.middlewares.use('/last', (request, response) => json(response, last));
  },
};

export default {
  root: 'vite',
  logLevel: 'warn',
  server: { port: Number(process.env.PORT), host: '127.0.0.1', strictPort: true },
  plugins: [slowPlugin],
};
