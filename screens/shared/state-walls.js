// The reducers of the walls: the hall of a zone and the sign over a counter.

const CALLS_KEPT = 12;
const RUNNING = ['called', 'serving'];

/** @param {any} state @param {any} event */
export function hall(state, event) {
  const { type, data } = event;
  if (type === 'day.closed') return { ...state, day: null, calls: [] };
  if (type.startsWith('counter.')) return { ...state, counters: state.counters.map(replaced(data.counter)) };
  if (type === 'ticket.called' || type === 'ticket.recalled') {
    const others = state.calls.filter((/** @type {any} */ call) => call.call !== data.call);
    return { ...state, calls: [callOf(data), ...others].slice(0, CALLS_KEPT) };
  }
  if (type === 'ticket.undone') {
    return {
      ...state,
      calls: state.calls.map((/** @type {any} */ call) => {
        if (call.call === data.undone_call) return { ...call, undone: true };
        return data.act === 'recall' && call.call === data.call ? { ...call, recalls: data.recalls } : call;
      }),
    };
  }
  return state;
}

/** @param {any} state @param {any} event */
export function sign(state, event) {
  const { type, data } = event;
  const mine = state.counter.number;
  if (type === 'day.closed') return { ...state, day: null, ticket: null };
  if (type.startsWith('counter.')) return { ...state, counter: data.counter };
  if (!type.startsWith('ticket.')) return state;
  if (data.counter === mine && RUNNING.includes(data.to)) return { ...state, ticket: ticketOf(state.ticket, type, data) };
  const shown = state.ticket && state.ticket.number === data.number;
  return shown ? { ...state, ticket: null } : state;
}

/** @param {any} data */
function callOf(data) {
  const { call, number, counter, service, label, zone, at, expires_at, recalls, priority } = data;
  return { call, number, counter, service, label, zone, at, expires_at, recalls, priority, undone: false };
}

/** @param {any} before @param {string} type @param {any} data */
function ticketOf(before, type, data) {
  if (type === 'ticket.started' && before) return { ...before, state: data.to };
  const { number, to, service, label, call, at, expires_at, recalls, priority } = data;
  return { number, state: to, service, label, call, at, expires_at, recalls, priority };
}

/** @param {any} counter */
export function replaced(counter) {
  return (/** @type {any} */ old) => (old.number === counter.number ? counter : old);
}
