// The words of a page: one catalogue per language and page, and the words they share.

/**
 * @param {string} lang  'id' or 'en'
 * @param {string} part  the page's name
 * @returns {Promise<(key: string, values?: Record<string, unknown>) => string>} an unknown key gives itself, so that a gap shows
 */
export async function loadWords(lang, part) {
  const [shared, own] = await Promise.all(['shared', part].map((name) => catalogue(lang, name)));
  const words = { ...shared, ...own };
  return (key, values = {}) => {
    const text = words[key] === undefined ? key : words[key];
    return text.replace(/\{(\w+)\}/g, (/** @type {string} */ _whole, /** @type {string} */ name) => String(values[name]));
  };
}

/** @param {string} lang @param {string} name @returns {Promise<Record<string, string>>} */
async function catalogue(lang, name) {
  const answer = await fetch(`/screens/locales/${lang}/${name}.json`);
  if (!answer.ok) throw new Error(`no words: ${lang}/${name} (${answer.status})`);
  return answer.json();
}
