// The reducers of every view: state + event -> state. Pure; the tests hold them against the server (docs/protocol.md).
import { hall, sign } from './state-walls.js';
import { desk } from './state-desk.js';
import { kiosk, phone } from './state-visitor.js';

const REDUCERS = { hall, sign, desk, kiosk, phone };

/**
 * The state after an event. Never changes the state it is given.
 * @param {'hall'|'sign'|'desk'|'kiosk'|'phone'} view
 * @param {any} state
 * @param {{seq: number, after: number, at: string, type: string, data: any}} event
 * @returns {any}
 */
export function apply(view, state, event) {
  if (event.type === 'day.opened' && view !== 'phone') return { ...state, day: event.data.day };
  return REDUCERS[view](state, event);
}
