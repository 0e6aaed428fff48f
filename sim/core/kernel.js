// A kernel in WebAssembly, for browsers and node alike: an image of tables is put into its memory, entries are called,
// tables are read and written. Numbers in, numbers out. (`sim/core/image.py` says what an image is.)

const MARK = new DataView(new TextEncoder().encode("tables 2").buffer).getBigUint64(0, true);
const [VERSION, ABOUT, CHECKSUM, LENGTH, HANDLE, PLACES, TOP, END, HEAD] = [1, 2, 3, 4, 5, 6, 7, 8, 10];
const LINE = 64, PAGE = 65536, WORDS = 4, ROOM = 1 << 24; // bytes behind the tables that are there from the start

const linesOf = (length) => ((length + BigInt(LINE - 1)) / BigInt(LINE)) * BigInt(LINE);
const wordsOf = (bytes) => new BigUint64Array(bytes.slice(0, bytes.length - (bytes.length % 8)).buffer);

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8);
  return BigInt(~sum >>> 0);
}

export class Kernel {
  constructor(module) {
    this.entries = new WebAssembly.Instance(module).exports;
    if (!this.entries.version) throw new Error("This library is no kernel");
    this.version = BigInt.asUintN(64, this.entries.version());
    this.start = (Math.ceil(this.entries.__heap_base.value / LINE) + 1) * LINE; // the line before is for what calls give
  }

  /** The bytes of the memory, from an address on. */
  bytes(address, length) {
    return new Uint8Array(this.entries.memory.buffer, Number(address), Number(length));
  }

  words(address, number) {
    return new BigUint64Array(this.entries.memory.buffer, Number(address), number);
  }

  /** Put in an image, in place of the one before. `about`: what it must be about. */
  load(image, about) {
    const memory = this.entries.memory, head = wordsOf(image.subarray(0, 8 * HEAD));
    if (head[0] !== MARK || head.length < HEAD) throw new Error("This is no image of tables");
    if (head[LENGTH] !== BigInt(image.length)) throw new Error(`The image is cut: ${image.length} of ${head[LENGTH]} bytes are there`);
    if (head[VERSION] !== this.version) throw new Error("The image is for another version of the kernel");
    if (head[ABOUT] !== about) throw new Error("The image is about something else");
    if (head[CHECKSUM] !== crc32(image.subarray(8 * LENGTH))) throw new Error("The image is damaged");
    const words = wordsOf(image), start = BigInt(this.start), first = this.start + image.length;
    let top = BigInt(first);
    for (const place of words.subarray(HEAD, HEAD + Number(words[PLACES]))) {
      const [address, length, width, item] = words.subarray(Number(place));
      words[place] = address ? start + address : top; // one that holds nothing yet is laid out behind the others
      if (!address) top += linesOf(length * (width || 1n) * item);
    }
    const lacking = Number(top) + ROOM - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
    [words[TOP], words[END]] = [top, BigInt(memory.buffer.byteLength)];
    this.words(this.start, words.length).set(words);
    this.bytes(first, Number(top) - first).fill(0);
    this.handle = start + words[HANDLE];
  }

  /** What an entry gives, if anything. It is called with tables, named by the numbers of those that they are in and their
   *  own (the outermost: by none), and whole numbers. */
  call(name, path, ...given) {
    const out = this.start - LINE, words = given.map(BigInt);
    if (this.entries[name](out, out + 8, this.#inner(path), ...words)) throw new Error(`${name}: no memory is left`);
    return BigInt.asIntN(64, this.words(out, 1)[0]);
  }

  #inner(path) {
    return path.reduce((at, number) => this.words(at + BigInt(8 * WORDS * number), 1)[0], this.handle);
  }

  /** A table by its number and, before it, those of the tables it is in: its bytes as they are now, to be read and
   *  written, and how many a row has. */
  table(...path) {
    const at = this.#inner(path.slice(0, -1));
    const [address, length, width, item] = this.words(at + BigInt(8 * WORDS * path.at(-1)), WORDS);
    return { bytes: this.bytes(address, length * (width || 1n) * item), item: Number(item) };
  }
}
