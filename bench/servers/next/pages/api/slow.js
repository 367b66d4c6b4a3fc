import { timed } from '../../state.cjs';

function renderInvoice() {
  const untilMs = performance.now() + 300;
  while (performance.now() < untilMs);
}

export default function handler(request, response) {
  response.json(timed(renderInvoice));
}
