// The reducers of what a visitor touches: the kiosk and the page on the phone.
import { replaced } from './state-walls.js';

/** @param {any} state @param {any} event */
export function kiosk(state, event) {
  const { type, data } = event;
  if (type === 'day.closed') return { ...state, day: null };
  if (type.startsWith('counter.')) return { ...state, counters: state.counters.map(replaced(data.counter)) };
  if (!type.startsWith('ticket.')) return state;
  const left = data.from === 'waiting' ? data.from_service || data.service : null;
  const joined = data.to === 'waiting' ? data.service : null;
  return {
    ...state,
    services: state.services.map((/** @type {any} */ service) => {
      const change = Number(service.code === joined) - Number(service.code === left);
      return change ? { ...service, waiting: service.waiting + change } : service;
    }),
  };
}

/** @param {any} state @param {any} event */
export function phone(state, event) {
  const { type, data } = event;
  if (type === 'day.closed') return { ...state, day: null };
  if (!type.startsWith('ticket.')) return state;
  const next = data.mine ? mine(state, type, data) : other(state, data);
  const paced = type === 'ticket.finished' || type === 'ticket.undone';
  return paced && data.service === next.ticket.service ? { ...next, pace: data.pace } : next;
}

/** @param {any} state @param {string} type @param {any} data */
function mine(state, type, data) {
  const ticket = { ...state.ticket, state: data.to };
  if (type === 'ticket.called' || type === 'ticket.undone') {
    Object.assign(ticket, { counter: data.counter, at: data.at, expires_at: data.expires_at, calls: data.calls });
  } else if (type === 'ticket.recalled') {
    Object.assign(ticket, { at: data.at, expires_at: data.expires_at, calls: data.calls });
  } else if (type === 'ticket.requeued' || type === 'ticket.transferred') {
    Object.assign(ticket, { counter: null, at: null, expires_at: null });
  }
  const next = { ...state, ticket, ahead: data.to === 'waiting' ? data.ahead : 0 };
  if (!data.pool) return next;
  Object.assign(ticket, { service: data.service, label: data.label });
  return { ...next, pool: data.pool, pace: data.pace };
}

/** @param {any} state @param {any} data */
function other(state, data) {
  if (state.ticket.state !== 'waiting' || data.order >= state.ticket.order) return state;
  const left = data.from === 'waiting' && state.pool.includes(data.from_service || data.service);
  const joined = data.to === 'waiting' && state.pool.includes(data.service);
  return { ...state, ahead: state.ahead + Number(joined) - Number(left) };
}

