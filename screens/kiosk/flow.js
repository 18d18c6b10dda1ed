// Where the visitor is on the way to a number. Pure: move(flow, step) gives the next flow.

/**
 * @typedef {object} Flow
 * @property {'start' | 'groups' | 'services' | 'agencies' | 'words' | 'priority' | 'result' | 'problem'} page
 * @property {string | null} heading  what was chosen to come here, for the page's title
 * @property {any[]} tiles            groups or services of this page
 * @property {number} at              which page of tiles
 * @property {string} query
 * @property {any} service
 * @property {any} ticket
 * @property {any} problem
 * @property {boolean} asking         the server has been asked for a number
 * @property {Flow[]} before
 * @property {'id' | 'en'} lang
 * @property {boolean} large
 */

/** @type {Flow} */
export const FIRST = { page: 'start', heading: null, tiles: [], at: 0, query: '', service: null, ticket: null, problem: null, asking: false, before: [], lang: 'id', large: false };

/**
 * @param {Flow} flow
 * @param {any} step {to, …}, {by}, {type}, or one of the words below in `do`
 * @returns {Flow}
 */
export function move(flow, step) {
  if (step.to) return { ...flow, heading: null, tiles: [], at: 0, query: '', problem: null, ...step.with, page: step.to, before: [...flow.before, flow] };
  if (step.by) return { ...flow, at: flow.at + step.by };
  if (step.type !== undefined) return { ...flow, query: step.type.slice(0, 30), at: 0 };
  switch (step.do) {
    case 'back': {
      const last = flow.before[flow.before.length - 1];
      return last ? { ...last, lang: flow.lang, large: flow.large, asking: false } : flow;
    }
    case 'reset': return FIRST;
    case 'language': return { ...flow, lang: flow.lang === 'id' ? 'en' : 'id' };
    case 'large': return { ...flow, large: !flow.large };
    case 'asking': return { ...flow, asking: true, problem: null };
    case 'issued': return { ...flow, page: 'result', ticket: step.ticket, asking: false, before: [] };
    case 'failed': return { ...flow, page: 'problem', problem: step.problem, asking: false, before: flow.page === 'problem' ? flow.before : [...flow.before, { ...flow, asking: false }] };
    default: return flow;
  }
}
