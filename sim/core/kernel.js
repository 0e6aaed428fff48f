// A kernel in WebAssembly, for browsers and node alike: an image of tables is put into its memory, entries are called,
// tables are read. Numbers in, numbers out. (`sim/core/image.py` says what an image is.)

const MARK = new DataView(new TextEncoder().encode("tables 1").buffer).getBigUint64(0, true);
const [VERSION, ABOUT, LENGTH, HANDLE, PLACES, TOP, END, HEAD] = [1, 2, 3, 4, 5, 6, 7, 9];
const LINE = 64, PAGE = 65536, WORDS = 4, ROOM = 1 << 24; // bytes behind an image that are there from the start

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
    const memory = this.entries.memory, lacking = this.start + image.length + ROOM - memory.buffer.byteLength;
    const head = image.length < 8 * HEAD ? [] : new BigUint64Array(image.slice(0, 8 * HEAD).buffer);
    if (head[0] !== MARK) throw new Error("This is no image of tables");
    if (head[LENGTH] !== BigInt(image.length)) throw new Error(`The image is cut: ${image.length} of ${head[LENGTH]} bytes are there`);
    if (head[VERSION] !== this.version) throw new Error("The image is for another version of the kernel");
    if (head[ABOUT] !== about) throw new Error("The image is about something else");
    if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
    this.bytes(this.start, image.length).set(image);
    const words = this.words(this.start, image.length / 8), start = BigInt(this.start);
    for (const place of words.slice(HEAD, HEAD + Number(words[PLACES]))) words[place] += start;
    words[TOP] += start;
    words[END] = BigInt(memory.buffer.byteLength);
    this.handle = start + words[HANDLE];
  }

  /** Call an entry of the tables. Whole numbers are BigInt; arrays stay where they are put until the next image. */
  call(name, ...given) {
    const out = this.start - LINE;
    if (this.entries[name](out, out + 8, this.handle, ...given.flatMap((one) => (one.buffer ? this.#array(one) : [one]))))
      throw new Error(`${name}: no memory is left`);
  }

  #array(array) {
    const number = BigInt(array.length), item = BigInt(array.BYTES_PER_ELEMENT), arena = this.words(this.start, HEAD);
    const at = Number(arena[TOP]);
    arena[TOP] += BigInt(Math.ceil(array.byteLength / LINE) * LINE);
    this.bytes(at, array.byteLength).set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    return [0, 0, number, item, at, number, item];
  }

  /** A table by its number and, before it, those of the tables it is in: its bytes as they are now, and how many a row has. */
  table(...path) {
    let at = this.handle;
    for (const number of path.slice(0, -1)) at = this.words(at + BigInt(8 * WORDS * number), 1)[0];
    const [address, length, width, item] = this.words(at + BigInt(8 * WORDS * path.at(-1)), WORDS);
    return { bytes: this.bytes(address, length * (width || 1n) * item), item: Number(item) };
  }
}
