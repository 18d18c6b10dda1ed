// The kiosk as one function of its model: one question a page, large tiles in reach, the same bar below.
import { html } from '../vendor/htm-preact.js';
import { TILES, agencies, closedBecause, intoGroup, intoZone, pageOf } from './paths.js';
import { search } from './search.js';
import { Keyboard } from './keyboard.js';
import { Priority, Problem, Result } from './number.js';

/**
 * @typedef {object} Model
 * @property {import('./flow.js').Flow} flow
 * @property {any} state           kiosk state of docs/protocol.md, or null
 * @property {boolean | null} may  whether this browser may give numbers; null while unknown
 * @property {boolean} offline
 * @property {string} clock
 * @property {boolean} resting     just after a page change: a second tap of a double tap is not meant for the new page
 * @property {number | null} idle_s seconds left before the kiosk starts over, or null
 * @property {number | null} leave_s seconds left on the result page
 * @property {string} paper        '58', '80' or '0'
 * @property {string} stamp        date and time for the slip
 * @property {(service: any) => string} zoneOf
 * @property {(key: string, values?: object) => string} t
 * @property {(words: any) => string} words
 */
/** @typedef {{go: (step: any) => void, stay: () => void, issue: (priority_class: string) => void, again: () => void, print: () => void}} Hands */

/** @param {{model: Model, hands: Hands}} props */
export function Kiosk({ model, hands }) {
  const { flow, t } = model;
  if (model.may === false) return html`<main class="calm"><h1>${t('unpaired_heading')}</h1><p>${t('unpaired_lead')}</p><ol><li>${t('unpaired_step_1')}</li><li>${t('unpaired_step_2')}</li></ol><p><a href="/login?next=/kiosk">${t('unpaired_sign_in')}</a></p></main>`;
  if (!model.state) return html`<main class="calm"><h1>${t(model.offline ? 'offline_heading' : 'loading')}</h1>${model.offline && html`<p>${t('offline_lead')}</p>`}</main>`;
  if (model.offline && flow.page === 'start') return html`<main class="calm"><p class="site">${model.state.site.name}</p><div role="alert"><h1>${t('offline_heading')}</h1><p>${t('offline_lead')}</p></div></main>`;
  const Page = { start: Start, groups: Groups, services: Services, agencies: Agencies, words: Words, priority: Priority, result: Result, problem: Problem }[flow.page];
  return html`
    <div class=${`kiosk page-${flow.page}${flow.large ? ' large' : ''}`}>
      <header><p class="site">${model.state.site.name}</p><p class="clock">${model.clock}</p></header>
      ${model.offline && flow.page !== 'result' && html`<p class="offline" role="alert">${t('offline_heading')} ${t('offline_lead')}</p>`}
      <main><${Page} key=${flow.page} model=${model} hands=${hands} /></main>
      ${flow.page !== 'result' && html`<${Bar} model=${model} hands=${hands} />`}
      ${model.idle_s !== null && html`<${Still} model=${model} hands=${hands} />`}
    </div>`;
}

/** @param {{heading: string, lead?: any, paged?: boolean}} props paged: arrows stand beside it on a wide screen */
export const Title = ({ heading, lead, paged }) => html`<div class=${paged ? 'title paged' : 'title'}><h1>${heading}</h1>${lead && html`<p>${lead}</p>`}</div>`;

/** @param {{model: Model, count: number}} props */
const Waiting = ({ model, count }) => html`<span class="waiting">${count ? model.t('waiting', { count }) : model.t('waiting_none')}</span>`;

/** @param {any[]} services */
const total = (services) => services.reduce((sum, service) => sum + service.waiting, 0);

/** @param {{model: Model, hands: Hands}} props */
function Start({ model, hands }) {
  const { t, state } = model;
  const zones = state.zones.map((/** @type {any} */ zone) => ({ zone, services: state.services.filter((/** @type {any} */ s) => s.zone === zone.code) })).filter((/** @type {any} */ z) => z.services.length);
  const tiles = [...zones, { way: 'agencies' }, { way: 'words' }];
  const { tiles: shown, page, pages } = pageOf(tiles, model.flow.at);
  return html`<${Title} heading=${t('start_heading')} lead=${t('start_lead')} />
    <div class="tiles">${shown.map((tile) => tile.way
      ? html`<button key=${tile.way} class="tile way" disabled=${model.resting} onClick=${() => hands.go({ to: tile.way, with: { tiles: tile.way === 'agencies' ? byName(agencies(state.services)) : [] } })}>
          <b><span aria-hidden="true">${tile.way === 'agencies' ? '☰' : '⌕'}</span> ${t(`way_${tile.way}`)}</b><span>${t(`way_${tile.way}_lead`)}</span></button>`
      : html`<button key=${tile.zone.code} class="tile" disabled=${model.resting} onClick=${() => hands.go(intoZone(model.words(tile.zone.name), tile.services))}>
          <b>${model.words(tile.zone.name)}</b><span class="inside">${agencies(tile.services).map((g) => g.agencies[0].short).join(' · ')}</span><${Waiting} model=${model} count=${total(tile.services)} /></button>`)}</div>
    <${Arrows} model=${model} hands=${hands} page=${page} pages=${pages} />`;
}

/** @param {import('./paths.js').Group[]} found */
const byName = (found) => found.sort((a, b) => a.agencies[0].name.localeCompare(b.agencies[0].name, 'id'));

/** @param {{model: Model, hands: Hands}} props */
function Groups({ model, hands }) {
  return html`<${Title} heading=${model.t('choose_agency')} lead=${model.flow.heading} paged=${model.flow.tiles.length > TILES} /><${GroupTiles} model=${model} hands=${hands} />`;
}

/** @param {{model: Model, hands: Hands}} props */
function Agencies({ model, hands }) {
  return html`<${Title} heading=${model.t('choose_agency')} paged=${true} /><${GroupTiles} model=${model} hands=${hands} />`;
}

/** @param {{model: Model, hands: Hands}} props */
function GroupTiles({ model, hands }) {
  const { tiles, page, pages } = pageOf(model.flow.tiles, model.flow.at);
  const fresh = (/** @type {any[]} */ services) => services.map((s) => model.state.services.find((/** @type {any} */ now) => now.code === s.code) || s);
  return html`<div class="tiles">${tiles.map((group) => {
    const one = group.agencies.length === 1;
    return html`<button key=${group.agencies[0].code} class="tile" disabled=${model.resting} onClick=${() => hands.go(intoGroup(group))}>
      <b class=${one && group.agencies[0].name.length < 34 ? '' : 'long'}>${one ? group.agencies[0].name : group.agencies.map((/** @type {any} */ a) => a.name).join(' · ')}</b>
      <${Waiting} model=${model} count=${total(fresh(group.services))} /></button>`;
  })}</div><${Arrows} model=${model} hands=${hands} page=${page} pages=${pages} />`;
}

/** @param {{model: Model, hands: Hands}} props */
function Services({ model, hands }) {
  return html`<${Title} heading=${model.t('choose_service')} lead=${model.flow.heading} paged=${model.flow.tiles.length > TILES} /><${ServiceTiles} model=${model} hands=${hands} services=${model.flow.tiles} />`;
}

/** @param {{model: Model, hands: Hands, services: any[], size?: number}} props */
function ServiceTiles({ model, hands, services, size }) {
  const { t } = model;
  const { tiles, page, pages } = pageOf(services, model.flow.at, size);
  const several = new Set(services.map((s) => s.label.agency.code)).size > 1;
  return html`<div class="tiles">${tiles.map((was) => {
    const service = model.state.services.find((/** @type {any} */ s) => s.code === was.code) || was;
    const why = closedBecause(service, model.state.counters);
    const name = model.words(service.label.name);
    return html`<button key=${service.code} class=${`tile${why ? ' closed' : ''}`} data-service=${service.code} disabled=${model.resting || Boolean(why)} onClick=${() => hands.go({ to: 'priority', with: { service } })}>
      <b class=${name.length < 34 ? '' : 'long'}>${name}</b>${several && html`<span class="inside">${service.label.agency.short}</span>`}
      ${why ? html`<span class="waiting">${t(`closed_${why}`)}</span>` : html`<${Waiting} model=${model} count=${service.waiting} />`}</button>`;
  })}</div><${Arrows} model=${model} hands=${hands} page=${page} pages=${pages} />`;
}

/** @param {{model: Model, hands: Hands}} props */
function Words({ model, hands }) {
  const { flow, t } = model;
  const services = search(model.state.services, flow.query);
  return html`<${Title} heading=${t('words_heading')} paged=${true} />
    <output class="typed" aria-live="polite">${flow.query || html`<span class="muted">${t('words_example')}</span>`}<i aria-hidden="true"></i></output>
    ${flow.query && !services.length ? html`<p class="none" role="status">${t('words_none')}</p>` : html`<${ServiceTiles} model=${model} hands=${hands} services=${services} size=${4} />`}
    <${Keyboard} query=${flow.query} onType=${(/** @type {string} */ type) => hands.go({ type })} t=${t} />`;
}

/** @param {{model: Model, hands: Hands, page: number, pages: number}} props */
function Arrows({ model, hands, page, pages }) {
  const { t } = model;
  if (pages < 2) return null;
  return html`<nav class="arrows" aria-label=${t('pages', { page: page + 1, pages })}>
    <button disabled=${page === 0 || model.resting} onClick=${() => hands.go({ by: -1 })}><span aria-hidden="true">←</span> ${t('earlier')}</button>
    <p aria-hidden="true">${page + 1} / ${pages}</p>
    <button disabled=${page === pages - 1 || model.resting} onClick=${() => hands.go({ by: 1 })}>${t('more')} <span aria-hidden="true">→</span></button></nav>`;
}

/** @param {{model: Model, hands: Hands}} props */
function Bar({ model, hands }) {
  const { t, flow } = model;
  return html`<footer class="bar">
    <button disabled=${!flow.before.length || flow.asking} onClick=${() => hands.go({ do: 'back' })}><span aria-hidden="true">←</span> ${t('back')}</button>
    <button aria-pressed=${flow.large ? 'true' : 'false'} onClick=${() => hands.go({ do: 'large' })}>${t('large')}</button>
    <button lang=${flow.lang === 'id' ? 'en' : 'id'} onClick=${() => hands.go({ do: 'language' })}>${t('other_language')}</button></footer>`;
}

/** Preact hands an element over before it is in the page. @param {any} element */
const focusOnce = (element) => { if (element) queueMicrotask(() => element.focus()); };

/** @param {{model: Model, hands: Hands}} props */
function Still({ model, hands }) {
  const { t } = model;
  return html`<div class="still" role="alertdialog" aria-modal="true" aria-labelledby="still"><div>
    <h2 id="still">${t('still_heading')}</h2><p>${t('still_lead', { seconds: model.idle_s })}</p>
    <button class="yes" ref=${focusOnce} onClick=${hands.stay}>${t('still_yes')}</button>
    <button onClick=${() => hands.go({ do: 'reset' })}>${t('restart')}</button></div></div>`;
}
