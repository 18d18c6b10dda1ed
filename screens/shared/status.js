// How a counter's status looks on a wall: never by colour alone, so each has an icon of its own and a word (`status.*` in shared.json).

const ICONS = {
  open: 'circle-check',
  called: 'arrow-right',
  serving: 'user-check',
  break: 'coffee',
  closed: 'door-exit',
  unstaffed: 'user-off',
  quota_full: 'ticket-off',
  outage: 'alert-triangle',
};

/** @param {string} status  of a counter, or `called` or `serving` of its ticket @returns {string} the name of its icon */
export function iconOf(status) {
  return ICONS[/** @type {keyof typeof ICONS} */ (status)] || ICONS.outage;
}
