// The screens' own reducers, spoken to in lines of JSON: [view, state, events] -> state.
import { createInterface } from 'node:readline';
import { apply } from '../../screens/shared/state.js';

createInterface({ input: process.stdin }).on('line', (line) => {
  const [view, state, events] = JSON.parse(line);
  const before = JSON.stringify(state);
  let answer;
  try {
    const after = events.reduce((now, event) => apply(view, now, event), state);
    answer = { after, pure: JSON.stringify(state) === before };
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
});
