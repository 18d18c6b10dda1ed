// The reducer of a counter's desk: its ticket, who waits, who is held or absent, what can be taken back.

const RUNNING = ['called', 'serving'];
const LISTS = ['waiting', 'held', 'no_show'];

/** @param {any} state @param {any} event */
export function desk(state, event) {
  const { type, data } = event;
  if (type === 'day.closed') {
    return { ...state, day: null, ticket: null, call: null, waiting: [], held: [], no_show: [], served: 0, last_act: null };
  }
  if (type.startsWith('counter.')) return { ...state, counter: data.counter };
  if (type === 'call.shown' || type === 'call.spoken') return ticked(state, type, data);
  return type.startsWith('ticket.') ? remembered(moved(state, type, data), type, data) : state;
}

/** @param {any} state @param {string} type @param {any} data */
function moved(state, type, data) {
  const mine = state.counter.number;
  const next = { ...state };
  for (const list of LISTS) next[list] = state[list].filter((/** @type {any} */ ticket) => ticket.id !== data.id);
  if (LISTS.includes(data.to) && state.counter.services.includes(data.service)) {
    next[data.to] = [...next[data.to], ticketOf(data)].sort((a, b) => a.order - b.order);
  }
  if (state.ticket && state.ticket.id === data.id) Object.assign(next, { ticket: null, call: null });
  if (data.counter === mine && RUNNING.includes(data.to)) {
    Object.assign(next, { ticket: ticketOf(data), call: callOf(state.call, type, data) });
  }
  if (data.counter === mine && data.to === 'finished') next.served = state.served + 1;
  if (type === 'ticket.undone' && data.from === 'finished' && data.from_counter === mine) next.served = state.served - 1;
  return next;
}

/** @param {any} before @param {string} type @param {any} data */
function callOf(before, type, data) {
  if (type === 'ticket.called') return { call: data.call, shown_at: null, spoken_at: null, recalls: 0 };
  if (type === 'ticket.undone') {
    return { call: data.call, shown_at: data.shown_at, spoken_at: data.spoken_at, recalls: data.recalls };
  }
  return before && type === 'ticket.recalled' ? { ...before, recalls: data.recalls } : before;
}

/** @param {any} data */
function ticketOf(data) {
  return {
    id: data.id, number: data.number, service: data.service, label: data.label, state: data.to, order: data.order, priority: data.priority,
    issued_at: data.issued_at, called_at: data.called_at, started_at: data.started_at, calls: data.calls,
  };
}

/** @param {any} state @param {string} type @param {any} data */
function ticked(state, type, data) {
  if (!state.call || state.call.call !== data.call) return state;
  return { ...state, call: { ...state.call, [type === 'call.shown' ? 'shown_at' : 'spoken_at']: data.at } };
}

/** @param {any} state @param {string} type @param {any} data */
function remembered(state, type, data) {
  const mine = state.counter.number;
  if (type === 'ticket.undone') return data.from_counter === mine ? { ...state, last_act: null } : state;
  return data.by_counter === mine ? { ...state, last_act: { act: data.act, until: data.undo_until } } : state;
}
