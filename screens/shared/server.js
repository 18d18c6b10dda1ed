// Requests to /api/v1 from a signed-in or paired browser. A promise rejects only when nothing came back.

/** @typedef {{status: number, body: any}} Answer */

/** @param {string} path under /api/v1 @returns {Promise<Answer>} */
export async function getJson(path) {
  return read(await fetch(`/api/v1/${path}`, { headers: { accept: 'application/json' }, cache: 'no-store', credentials: 'same-origin' }));
}

/**
 * @param {string} path under /api/v1
 * @param {object} body
 * @param {string} key  the intention's idempotency key
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
export async function send(path, body, key, signal) {
  return read(await fetch(`/api/v1/${path}`, {
    method: 'POST', credentials: 'same-origin', signal, body: JSON.stringify(body), headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key },
  }));
}

/** @param {Response} response @returns {Promise<Answer>} */
async function read(response) {
  return { status: response.status, body: await response.json().catch(() => null) };
}

/** @returns {string} 128 random bits; crypto.randomUUID does not exist on plain HTTP */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
