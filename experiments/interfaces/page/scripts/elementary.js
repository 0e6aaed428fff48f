// Elementary functions as `sim/elementary.py` has them, to the last bit: browsers differ in theirs.

const [TO_WHOLE, FRACTION, LN2] = [1.5 * 2 ** 52, (1n << 52n) - 1n, 6.93147180559945286227e-1], [LN2_UPPER, LN2_REST] = [6.93147182464599609375e-1, -1.90465429995776804525e-9];
const TURNS = [6.36619772367581382433e-1, 1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21], [ROOT_OF_THREE_HALVES, ROOT_OF_THREE] = [0x3988effffffffn, 0xbb67a00000000n];
const asReal = new Float64Array(1), asBits = new BigUint64Array(asReal.buffer);

const bitsOfReal = (x) => { asReal[0] = x; return asBits[0]; };
const realOfBits = (bits) => { asBits[0] = bits; return asReal[0]; };
/** A number without the lower half of its bits: two such make a product that is exact. */
const upper = (x) => realOfBits(bitsOfReal(x) & 0xffffffff00000000n);

/** The logarithm to the base 2 of a number above 0, in two parts. */
function log2InTwo(a) {
  const bits = bitsOfReal(a), fraction = bits & FRACTION, beyond = fraction >= ROOT_OF_THREE, middle = !beyond && fraction > ROOT_OF_THREE_HALVES;
  const m = realOfBits(fraction | (beyond ? 1022n << 52n : 1023n << 52n)), n = Number(bits >> 52n) - 1023 + (beyond ? 1 : 0), near = middle ? 1.5 : 1;
  let [u, v] = [m - near, 1 / (m + near)];
  const s = u * v, sUpper = upper(s), both = upper(m + near), sRest = v * ((u - sUpper * both) - sUpper * (m - (both - near)));
  let t = s * s, r = 3.33333329818377432918e-1 + t * (2.72728123808534006489e-1 + t * (2.30660745775561754067e-1 + t * 2.06975017800338417784e-1));
  r = t * t * (5.99999999999994648725e-1 + t * (4.28571428578550184252e-1 + t * r)) + sRest * (sUpper + s);
  t = sUpper * sUpper;
  const c = upper(3 + t + r);
  [u, v] = [sUpper * c, sRest * c + (r - ((c - 3) - t)) * s];
  const p = upper(u + v), high = 9.61796700954437255859e-1 * p;
  const low = -7.02846165095275826516e-9 * p + (v - (p - u)) * 9.61796693925975554329e-1 + (middle ? 1.35003920212974897128e-8 : 0), added = middle ? 5.84962487220764160156e-1 : 0;
  const found = upper(((high + low) + added) + n);
  return [found, low - (((found - n) - added) - high)];
}

/** Two to the sum of two numbers, of which the second is the lesser. */
function twoTo(high, low) {
  const n = high + low + TO_WHOLE - TO_WHOLE, rest = high - n, t = upper(low + rest), u = t * LN2_UPPER, v = (low - (t - rest)) * LN2 + t * LN2_REST, z = u + v, w = v - (z - u), square = z * z;
  const r = z - square * (1.66666666666666019037e-1 + square * (-2.77777777770155933842e-3 + square * (6.61375632143793436117e-5 + square * (-1.65339022054652515390e-6 + square * 4.13813679705723846039e-8))));
  return (1 - (((z * r) / (r - 2) - (w + z * w)) - z)) * 2 ** n;
}

/** A number above 0 to a power, where both and what comes of them are of usual size. */
function power(x, y) {
  const [high, low] = log2InTwo(x), most = upper(y);
  return twoTo(most * high, (y - most) * high + y * low);
}

/** What is left of an angle without quarter turns, in two parts, and how many quarters were taken, modulo four. */
function reduced(x) {
  const n = x * TURNS[0] + TO_WHOLE - TO_WHOLE, left = x - n * TURNS[1], second = n * TURNS[2], high = left - second, taken = left - high;
  const lost = (left - (high + taken)) + (taken - second) - n * TURNS[3], first = high + lost;
  return [first, (high - first) + lost, n & 3];
}

function sineNear(x, rest) {
  const z = x * x, cube = z * x;
  const r = 8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * 2.75573137070700676789e-6) + z * (z * z) * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  return x - ((z * (0.5 * rest - cube * r) - rest) - cube * -1.66666666666666324348e-1);
}

function cosineNear(x, rest) {
  const z = x * x, w = z * z, half = 0.5 * z, about = 1 - half;
  const r = z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) + w * w * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11));
  return about + (((1 - about) - half) + (z * r - x * rest));
}

function sineBeyond(given, more) {
  const [x, rest, taken] = reduced(given), quarters = (taken + more) & 3, found = quarters & 1 ? cosineNear(x, rest) : sineNear(x, rest);
  return quarters >= 2 ? -found : found;
}
const cosine = (x) => sineBeyond(x, 1), sine = (x) => (Math.abs(x) < 2 ** -27 ? x : sineBeyond(x, 0));

/** The arc sine of a number up to a half. */
function arcSine(x) {
  const t = x * x, p = -3.25565818622400915405e-1 + t * (2.01212532134862925881e-1 + t * (-4.00555345006794114027e-2 + t * (7.91534994289814532176e-4 + t * 3.47933107596021167570e-5)));
  const q = 2.02094576023350569471 + t * (-6.88283971605453293030e-1 + t * 7.70381505559019352791e-2);
  return x + x * ((t * (1.66666666666666657415e-1 + t * p)) / (1 + t * (-2.40339491173441421878 + t * q)));
}

/** The place of a share of all values under the normal law (Wichura 1988, AS 241), which is near enough to SciPy's. */
const NORMAL = {
  middle: [[3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3],
    [1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3]],
  end: [[1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4],
    [1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9]],
};
function placeUnderNormal(share) {
  const away = share - 0.5, near = Math.abs(away) <= 0.425, r = near ? 0.180625 - away * away : Math.sqrt(-Math.log(away < 0 ? share : 1 - share)) - 1.6;
  const [over, under] = NORMAL[near ? "middle" : "end"].map((of) => of.reduceRight((sum, one) => sum * r + one, 0));
  return near ? (away * over) / under : (Math.sign(away) * over) / under;
}

/** Half to even, as Python rounds. */
function even(value) {
  const low = Math.floor(value), part = value - low;
  return part === 0.5 ? (low % 2 ? low + 1 : low) : Math.round(value);
}

/** A sum in the order in which NumPy adds. */
function sumOf(values, from = 0, to = values.length) {
  const number = to - from;
  if (number > 128) {
    const half = from + (number >> 1) - ((number >> 1) % 8);
    return sumOf(values, from, half) + sumOf(values, half, to);
  }
  let sum = 0, n = from;
  if (number >= 8) {
    const eight = Array.from(values.slice(from, from + 8));
    for (n = from + 8; n + 8 <= to; n += 8) for (let one = 0; one < 8; one++) eight[one] += values[n + one];
    sum = eight[0] + eight[1] + (eight[2] + eight[3]) + (eight[4] + eight[5] + (eight[6] + eight[7]));
  }
  for (; n < to; n++) sum += values[n];
  return sum;
}
