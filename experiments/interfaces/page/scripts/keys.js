// Keys of chance: what `sim/chance/draws.py` makes of a seed and a decision in words, by BLAKE2b (RFC 7693) with digests
// of 8 bytes and the seed as its key. A word of 64 bits is two of 32, the lower one first.

const BLOCK = 128, ROOTS = [0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n, 0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n];
const FIRST = new Uint32Array(new BigUint64Array(ROOTS).buffer), state = new Uint32Array(32);
const ORDER = numbersOf("0123456789abcdef ea489fd61c02b753 b8c052fdae367194 7931dcbe265a40f8 905724afe1bc683d 2c6a0b834d75fe19 c51fed4a0763928b db7ec13950f4862a 6fe9b308c2d714a5 a2847615fb9e3cd0 0123456789abcdef ea489fd61c02b753");
const MIXED = numbersOf("048c 159d 26ae 37bf 05af 16bc 278d 349e");

/** Places of words from digits. */
function numbersOf(digits) {
  return Uint8Array.from(digits.replaceAll(" ", ""), (digit) => 2 * parseInt(digit, 16));
}

/** a += b, and some words of a message. */
function add(a, b, low, high) {
  const sum = state[a] + state[b] + low;
  state[a + 1] += state[b + 1] + high + (sum >= 2 ** 33 ? 2 : sum >= 2 ** 32 ? 1 : 0);
  state[a] = sum;
}

/** a = (a ^ b) turned to the right by so many bits. */
function turn(a, b, bits) {
  const low = state[a] ^ state[b], high = state[a + 1] ^ state[b + 1], one = bits < 32 ? low : high, two = bits < 32 ? high : low, by = bits & 31;
  state[a] = by ? (one >>> by) | (two << (32 - by)) : one;
  state[a + 1] = by ? (two >>> by) | (one << (32 - by)) : two;
}

/** The digest so far, with one more block of a message; `length`: of all by then. */
function compress(digest, block, length, last) {
  const message = new Uint32Array(block.buffer);
  state.set(digest);
  state.set(FIRST, 16);
  state[24] ^= length;
  if (last) [state[28], state[29]] = [~state[28], ~state[29]];
  for (let n = 0; n < ORDER.length; n += 2) {
    const at = 2 * n % MIXED.length, one = ORDER[n], two = ORDER[n + 1], a = MIXED[at], b = MIXED[at + 1], c = MIXED[at + 2], d = MIXED[at + 3];
    add(a, b, message[one], message[one + 1]);
    turn(d, a, 32);
    add(c, d, 0, 0);
    turn(b, c, 24);
    add(a, b, message[two], message[two + 1]);
    turn(d, a, 16);
    add(c, d, 0, 0);
    turn(b, c, 63);
  }
  return digest.map((word, n) => word ^ state[n] ^ state[n + 16]);
}

const blockOf = (text) => {
  const block = new Uint8Array(BLOCK);
  new TextEncoder().encodeInto(text, block);
  return block;
};

/** The keys of some decisions under a seed. */
function keysOf(seed, decisions) {
  const key = String(seed), begun = FIRST.slice();
  begun[0] ^= 0x01010000 ^ (key.length << 8) ^ 8;
  const keyed = compress(begun, blockOf(key), BLOCK, false);
  return decisions.map((decision) => new BigUint64Array(compress(keyed, blockOf(decision), BLOCK + decision.length, true).buffer, 0, 1)[0]);
}
