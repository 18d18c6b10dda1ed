// What a ticket's page says: the same decisions as phone.html, from the same keys. Pure.
import { waitRange } from '../shared/wait.js';

/** @typedef {(key: string, values?: object) => string} Translate */

/**
 * @param {any} state phone state of docs/protocol.md
 * @returns {string} waiting, soon, called, serving, finished, missed, held, cancelled or abandoned
 */
export function modeOf(state) {
  const is = state.ticket.state;
  if (is === 'waiting') return state.ahead <= 3 ? 'soon' : 'waiting';
  return is === 'no_show' ? 'missed' : is;
}

/**
 * @param {any} state
 * @param {Translate} t
 * @param {(words: any) => string} words
 * @returns {{mode: string, in_line: boolean, ended: boolean, title: string, headline: string, lead: string, counter: string, ahead: string, ahead_label: string, estimate: string, service: string}}
 */
export function standing(state, t, words) {
  const { ticket, ahead, pace } = state;
  const mode = modeOf(state);
  const in_line = mode === 'waiting' || mode === 'soon';
  const { counter, number } = ticket;
  const leads = /** @type {Record<string, string>} */ ({
    waiting: '', serving: counter === null ? '' : t('serving_lead', { counter }),
    missed: counter === null ? t('missed_lead_plain') : t('missed_lead', { counter }),
  });
  const wait = waitRange(pace && pace.low_s * (ahead + 1), pace && pace.high_s * (ahead + 1));
  return {
    mode,
    in_line,
    ended: ['finished', 'cancelled', 'abandoned'].includes(mode),
    title: mode === 'called' ? t('page_title_called', { number, counter }) : t('page_title', { number }),
    headline: in_line && ahead === 0 ? t('next_headline') : t(`${mode}_headline`),
    lead: mode in leads ? leads[mode] : t(`${mode}_lead`),
    counter: mode === 'called' ? t('counter', { counter }) : '',
    ahead: in_line && ahead ? String(ahead) : '',
    ahead_label: t(ahead === 0 ? 'ahead_none' : ahead === 1 ? 'ahead_label_one' : 'ahead_label'),
    estimate: t(`estimate_${wait.kind}`, { low: wait.low, high: wait.high }),
    service: words(ticket.label.name),
  };
}

/**
 * What has to be explained when the state changed, or null to leave the note as it is, or '' to take it away.
 * @param {any} was
 * @param {any} is
 * @param {Translate} t
 * @param {(words: any) => string} words
 * @returns {string | null}
 */
export function explain(was, is, t, words) {
  if (!was) return null;
  if (is.ticket.state !== 'waiting') return '';
  if (was.ticket.service !== is.ticket.service) return t('transferred', { service: words(is.ticket.label.name), number: is.ticket.number });
  if (was.ticket.state !== 'waiting') return t('returned');
  if (is.ahead > was.ahead) return t('ahead_rose');
  return null;
}
