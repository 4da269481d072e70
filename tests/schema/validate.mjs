// Holds JSON texts against a JSON Schema 2020-12, by Ajv, which shares no code with overt.
// usage: validate.mjs SCHEMA < TEXTS      TEXTS: one a line
// Prints `valid` or `invalid` for each line. A text that is no JSON is invalid. Exit 1 if the schema
// itself is not one, or has a word in it that JSON Schema does not know.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../third_party/package.json', import.meta.url));
const { Ajv2020 } = require('ajv/dist/2020');

// Strict: an unknown or useless keyword is an error. But for types, which need not be said again where
// another part of the schema says them. What Ajv would make shorter takes longer to make than to run.
const ajv = new Ajv2020({ strict: true, strictTypes: false, code: { optimize: false } });
const validate = ajv.compile(JSON.parse(readFileSync(process.argv[2], 'utf8')));

function isValid(text) {
  try {
    return validate(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);
process.stdout.write(lines.map((line) => (isValid(line) ? 'valid\n' : 'invalid\n')).join(''));
