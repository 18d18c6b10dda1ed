// What phone/standing.js says of states: {words: {lang: catalogue}, states: [[lang, state]]} -> [standing].
import { text } from 'node:stream/consumers';
import { standing } from '../../screens/phone/standing.js';

const { words, states } = JSON.parse(await text(process.stdin));

/** As shared/words.js translates. */
const translator = (catalogue) => (key, values = {}) => (catalogue[key] === undefined ? key : catalogue[key]).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
const said = states.map(([lang, state]) => standing(state, translator(words[lang]), (of) => of[lang] || of.id));
process.stdout.write(JSON.stringify(said));
