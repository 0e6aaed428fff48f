// What stands for an entity under the key of a decision, as `sim/chance/draws.py` has it.

const [GOLDEN, FIRST_MIX, SECOND_MIX] = [0x9e3779b97f4a7c15n, 0xbf58476d1ce4e5b9n, 0x94d049bb133111ebn], word = (bits) => BigInt.asUintN(64, bits);
function mix(bits) {
  const once = word((bits ^ (bits >> 30n)) * FIRST_MIX), twice = word((once ^ (once >> 27n)) * SECOND_MIX);
  return twice ^ (twice >> 31n);
}

/** 64 mixed bits, and a number between 0 and 1. */
const bitsOf = (key, entity) => mix(mix(word(BigInt(key) + BigInt(entity) * GOLDEN)));
const uniform = (key, entity) => (Number(bitsOf(key, entity) >> 12n) + 0.5) * 2 ** -52;
