import { state } from '../../state.cjs';

export default function handler(request, response) {
  response.json(state());
}
