// The keys of the desk, on the main block and on the keypad.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY_MAP, actOf } from '../../screens/desk/keys.js';

const pressed = (key, more = {}) => actOf({ key, ...more }, true);

test('Enter, space and PageDown call, and a foot pedal that sends them too', () => {
  for (const key of ['Enter', ' ', 'PageDown']) assert.deepEqual(pressed(key), { act: 'next' });
});

test('every letter of the help page does what it says, in either case', () => {
  for (const [act, keys] of KEY_MAP) {
    for (const key of keys.filter((one) => /^[A-Z]$/.test(one))) {
      assert.deepEqual(pressed(key), { act });
      assert.deepEqual(pressed(key.toLowerCase()), { act });
    }
  }
});

test('no key has two acts', () => {
  const keys = KEY_MAP.flatMap(([, all]) => all);
  assert.equal(new Set(keys).size, keys.length);
});

test('the keypad alone is enough for a morning', () => {
  const acts = { NumpadAdd: ['+', 'recall'], NumpadSubtract: ['-', 'skip'], NumpadMultiply: ['*', 'transfer'], NumpadDivide: ['/', 'finish'], NumpadDecimal: [',', 'undo'] };
  for (const [code, [key, act]] of Object.entries(acts)) assert.deepEqual(pressed(key, { code }), { act });
  assert.deepEqual(pressed('Enter', { code: 'NumpadEnter' }), { act: 'next' });
});

test('a digit begins a number', () => {
  assert.deepEqual(pressed('7'), { act: 'number', digit: '7' });
  assert.equal(pressed('0'), null);
});

test('a key that is held is one press', () => {
  for (const key of ['Enter', ' ', 'r', 't', '4']) assert.equal(pressed(key, { repeat: true }), null);
});

test('what belongs to the browser is left to it', () => {
  for (const held of ['ctrlKey', 'altKey', 'metaKey']) assert.equal(pressed('r', { [held]: true }), null);
  for (const key of ['F5', 'Tab', 'Escape', 'ArrowDown', 'x']) assert.equal(pressed(key), null);
});

test('with the letters off only the calling keys are left', () => {
  for (const [act, keys] of KEY_MAP) for (const key of keys) if (act !== 'next') assert.equal(actOf({ key }, false), null);
  assert.equal(actOf({ key: '+', code: 'NumpadAdd' }, false), null);
  assert.deepEqual(actOf({ key: 'Enter' }, false), { act: 'next' });
});
