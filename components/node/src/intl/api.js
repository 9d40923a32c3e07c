// The classes of `Intl` (https://tc39.es/ecma402/) over `natives`; messages are V8's. Services: Collator,
// DateTimeFormat, ListFormat, Locale, NumberFormat, PluralRules, RelativeTimeFormat (English), Segmenter.
const { defineProperty, entries, freeze, hasOwn } = Object;
const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
const tag = (made, name) => defineProperty(made.prototype, Symbol.toStringTag, { __proto__: null, value: name, configurable: true });
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const DEFAULT = 'en-US';
const states = new WeakMap();

function stateOf(value, name, method) {
  const state = isObject(value) ? states.get(value) : undefined;
  if (state?.name !== name) throw new TypeError(`Method ${method} called on incompatible receiver ${describe(value)}`);
  return state;
}
function describe(value) {
  return isObject(value) ? Object.prototype.toString.call(value) : String(value);
}

// Locales

function canonicalLocales(locales) {
  if (locales === undefined) return [];
  const list = typeof locales === 'string' || (isObject(locales) && states.get(locales)?.name === 'Locale') ? [locales] : Object(locales);
  const seen = [];
  for (let index = 0; index < list.length; index++) {
    if (!(index in list)) continue;
    const value = list[index];
    if (typeof value !== 'string' && !isObject(value)) throw new TypeError('Incorrect locale information provided');
    const canonical = natives.canonical(String(value));
    if (canonical === undefined) throw new RangeError(`Incorrect locale information provided`);
    if (!seen.includes(canonical)) seen.push(canonical);
  }
  return seen;
}

// { locale, data, extensions }: what is told, what the data are looked up by, the keys of -u-.
function resolve(locales, isSupported = () => true) {
  for (const requested of canonicalLocales(locales)) {
    const best = natives.best(requested);
    if (best !== undefined && isSupported(best)) {
      const extensions = { __proto__: null };
      const [, keys] = /-u-((?:[a-z0-9]{2,8}-?)+)/.exec(requested) ?? [];
      for (const [, key, value] of (keys ?? '').matchAll(/(?:^|-)([a-z0-9]{2})((?:-[a-z0-9]{3,8})*)/g)) extensions[key] = value.slice(1);
      return { locale: best, data: best, extensions };
    }
  }
  return { locale: DEFAULT, data: DEFAULT, extensions: { __proto__: null } };
}

const supportedLocalesOf = (isSupported = () => true) =>
  ({
    supportedLocalesOf(locales) {
      return canonicalLocales(locales).filter((locale) => {
        const best = natives.best(locale);
        return best !== undefined && isSupported(best);
      });
    },
  }).supportedLocalesOf;

// Options

function option(options, name, values, fallback) {
  let value = options[name];
  if (value === undefined) return fallback;
  value = String(value);
  if (values && !values.includes(value)) throw new RangeError(`Value ${value} out of range for ${what} options property ${name}`);
  return value;
}
// The service whose options are read: named in messages.
let what = '';

function digits(options, name, minimum, maximum, fallback) {
  const value = options[name];
  if (value === undefined) return fallback;
  const number = Math.floor(Number(value));
  if (!(number >= minimum && number <= maximum)) throw new RangeError(`${name} value is out of range.`);
  return number;
}

function optionsOf(options, service) {
  what = `Intl.${service}`;
  if (options === undefined) return { __proto__: null };
  if (options === null) throw new TypeError('Cannot convert undefined or null to object');
  return Object(options);
}

function toParts(flat, extra) {
  const parts = [];
  for (let index = 0; index < flat.length; index += 2) parts.push({ type: flat[index], value: flat[index + 1], ...extra });
  return parts;
}
const join = (flat) => flat.filter((_, index) => index % 2 === 1).join('');

// A bound function of one service object: made once.
const bound = (state, key, make) => (state[key] ??= make());

// Number formats

const SIGNS = ['auto', 'always', 'never', 'exceptZero', 'negative'];
const CURRENCY_DISPLAYS = ['symbol', 'narrowSymbol', 'code'];

function digitOptions(state, options, minimumDefault, maximumDefault) {
  state.minimumIntegerDigits = digits(options, 'minimumIntegerDigits', 1, 21, 1);
  const hasSignificant = options.minimumSignificantDigits !== undefined || options.maximumSignificantDigits !== undefined;
  if (hasSignificant) {
    state.minimumSignificantDigits = digits(options, 'minimumSignificantDigits', 1, 21, 1);
    state.maximumSignificantDigits = digits(options, 'maximumSignificantDigits', state.minimumSignificantDigits, 21, 21);
    return;
  }
  let minimum = digits(options, 'minimumFractionDigits', 0, 100, undefined);
  let maximum = digits(options, 'maximumFractionDigits', 0, 100, undefined);
  minimum ??= maximum === undefined ? minimumDefault : Math.min(minimumDefault, maximum);
  maximum ??= Math.max(maximumDefault, minimum);
  if (minimum > maximum) throw new RangeError('maximumFractionDigits value is out of range.');
  state.minimumFractionDigits = minimum;
  state.maximumFractionDigits = maximum;
}

const refused = (name, value) => new RangeError(`${what} option ${name}: "${value}" is not carried by this runtime`);

function numberState(locales, given) {
  const options = optionsOf(given, 'NumberFormat');
  const { locale, data } = resolve(locales);
  const state = { name: 'NumberFormat', locale, data, numberingSystem: 'latn' };
  state.style = option(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal');
  if (state.style === 'unit') throw refused('style', 'unit');
  const currency = option(options, 'currency', undefined, undefined);
  if (currency !== undefined && !/^[a-z]{3}$/i.test(currency)) throw new RangeError(`Invalid currency code : ${currency}`);
  if (state.style === 'currency') {
    if (currency === undefined) throw new TypeError('Currency code is required with currency style.');
    state.currency = currency.toUpperCase();
    state.currencyDisplay = option(options, 'currencyDisplay', ['code', 'symbol', 'narrowSymbol', 'name'], 'symbol');
    if (state.currencyDisplay === 'name') throw refused('currencyDisplay', 'name');
    state.currencySign = option(options, 'currencySign', ['standard', 'accounting'], 'standard');
    if (state.currencySign === 'accounting') throw refused('currencySign', 'accounting');
  }
  const fraction = state.style === 'currency' ? natives.currencyDigits(state.currency) : 0;
  const notation = option(options, 'notation', ['standard', 'scientific', 'engineering', 'compact'], 'standard');
  if (notation !== 'standard') throw refused('notation', notation);
  digitOptions(state, options, fraction, state.style === 'decimal' ? 3 : fraction);
  const grouping = options.useGrouping;
  state.useGrouping = grouping === undefined || grouping === true || grouping === 'true' || grouping === 'false' ? 'auto' : grouping === false || grouping === null ? false : grouping;
  if (grouping === true) state.useGrouping = 'always';
  if (state.useGrouping !== false) option({ useGrouping: state.useGrouping }, 'useGrouping', ['auto', 'always', 'min2'], 'auto');
  state.notation = 'standard';
  state.signDisplay = option(options, 'signDisplay', SIGNS, 'auto');
  state.roundingIncrement = 1;
  state.roundingMode = option(options, 'roundingMode', undefined, 'halfExpand');
  if (state.roundingMode !== 'halfExpand') throw refused('roundingMode', state.roundingMode);
  state.roundingPriority = 'auto';
  state.trailingZeroDisplay = 'auto';
  return state;
}

// What `natives.number` wants, in its order.
function numberSpec(state) {
  const significant = state.minimumSignificantDigits !== undefined;
  return [
    ['decimal', 'percent', 'currency'].indexOf(state.style ?? 'decimal'),
    state.currency ?? '',
    CURRENCY_DISPLAYS.indexOf(state.currencyDisplay ?? 'symbol'),
    state.minimumIntegerDigits,
    significant,
    significant ? state.minimumSignificantDigits : state.minimumFractionDigits,
    significant ? state.maximumSignificantDigits : state.maximumFractionDigits,
    ['auto', false, 'always', 'min2'].indexOf(state.useGrouping ?? 'auto'),
    SIGNS.indexOf(state.signDisplay ?? 'auto'),
  ];
}

function numeric(value) {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return value.trim();
  const number = Number(value);
  return Object.is(number, -0) ? '-0' : String(number);
}
const numberFlat = (state, value) => natives.number(state.data, numeric(value), bound(state, 'spec', () => numberSpec(state)));

function NumberFormat(locales, options) {
  const made = new.target === undefined ? Object.create(NumberFormat.prototype) : this;
  states.set(made, numberState(locales, options));
  return made;
}
class NumberFormatMembers {
  get format() {
    const state = stateOf(this, 'NumberFormat', 'get Intl.NumberFormat.prototype.format');
    return bound(state, 'format', () => defineProperty((value) => join(numberFlat(state, value)), 'name', { __proto__: null, value: '' }));
  }
  formatToParts(value) { return toParts(numberFlat(stateOf(this, 'NumberFormat', 'Intl.NumberFormat.prototype.formatToParts'), value)); }
  formatRange(start, end) {
    const state = stateOf(this, 'NumberFormat', 'Intl.NumberFormat.prototype.formatRange');
    const [first, last] = [join(numberFlat(state, start)), join(numberFlat(state, end))];
    return first === last ? `~${first}` : `${first}–${last}`;
  }
  resolvedOptions() { return resolved(stateOf(this, 'NumberFormat', 'Intl.NumberFormat.prototype.resolvedOptions')); }
}

const PRIVATE = ['name', 'data', 'spec', 'format', 'compare', 'fields'];
function resolved(state) {
  const shown = {};
  for (const [name, value] of entries(state)) if (!PRIVATE.includes(name) && value !== undefined) shown[name] = value;
  return shown;
}

// Plural rules

class PluralRules {
  constructor(locales, given) {
    const options = optionsOf(given, 'PluralRules');
    const { locale, data } = resolve(locales);
    const state = { name: 'PluralRules', locale, data, type: option(options, 'type', ['cardinal', 'ordinal'], 'cardinal') };
    digitOptions(state, options, 0, 3);
    states.set(this, state);
  }
  select(value) {
    const state = stateOf(this, 'PluralRules', 'Intl.PluralRules.prototype.select');
    const number = natives.rounded(String(Number(value)), bound(state, 'spec', () => numberSpec(state)));
    return number === undefined ? 'other' : natives.plural(state.data, state.type === 'ordinal', number);
  }
  resolvedOptions() {
    const state = stateOf(this, 'PluralRules', 'Intl.PluralRules.prototype.resolvedOptions');
    const order = ['zero', 'one', 'two', 'few', 'many', 'other'];
    const pluralCategories = natives.pluralCategories(state.data, state.type === 'ordinal');
    pluralCategories.sort((a, b) => (order.indexOf(a) + 1) % 6 - (order.indexOf(b) + 1) % 6);
    return { ...resolved(state), pluralCategories, roundingIncrement: 1, roundingMode: 'halfExpand', roundingPriority: 'auto', trailingZeroDisplay: 'auto' };
  }
}

// Collation

const SENSITIVITIES = ['base', 'accent', 'case', 'variant'];
const CASE_FIRST = ['upper', 'lower', 'false'];

function Collator(locales, given) {
  const made = new.target === undefined ? Object.create(Collator.prototype) : this;
  const options = optionsOf(given, 'Collator');
  const { locale, data, extensions } = resolve(locales);
  const usage = option(options, 'usage', ['sort', 'search'], 'sort');
  const sensitivity = option(options, 'sensitivity', SENSITIVITIES, 'variant');
  const ignorePunctuation = options.ignorePunctuation === undefined ? locale === 'th' : Boolean(options.ignorePunctuation);
  const numeric = options.numeric === undefined ? extensions.kn === '' || extensions.kn === 'true' : Boolean(options.numeric);
  const caseFirst = option(options, 'caseFirst', CASE_FIRST, CASE_FIRST.includes(extensions.kf) ? extensions.kf : 'false');
  states.set(made, { name: 'Collator', locale, data, usage, sensitivity, ignorePunctuation, collation: 'default', numeric, caseFirst });
  return made;
}
function comparer(state) {
  return bound(state, 'compare', () => {
    const collator = natives.collator(state.data, SENSITIVITIES.indexOf(state.sensitivity), state.numeric, CASE_FIRST.indexOf(state.caseFirst), state.ignorePunctuation);
    return defineProperty((left, right) => natives.compare(collator, String(left), String(right)), 'name', { __proto__: null, value: '' });
  });
}
class CollatorMembers {
  get compare() { return comparer(stateOf(this, 'Collator', 'get Intl.Collator.prototype.compare')); }
  resolvedOptions() { return resolved(stateOf(this, 'Collator', 'Intl.Collator.prototype.resolvedOptions')); }
}

// Lists

const LIST_TYPES = ['conjunction', 'disjunction', 'unit'];
const STYLES = ['long', 'short', 'narrow'];

class ListFormat {
  constructor(locales, given) {
    if (given !== undefined && !isObject(given)) throw new TypeError(`Incorrect ListFormat information provided`);
    const options = optionsOf(given, 'ListFormat');
    const { locale, data } = resolve(locales);
    const type = option(options, 'type', LIST_TYPES, 'conjunction');
    states.set(this, { name: 'ListFormat', locale, data, type, style: option(options, 'style', STYLES, 'long') });
  }
  format(list) { return listParts(this, list, 'format').map(({ value }) => value).join(''); }
  formatToParts(list) { return listParts(this, list, 'formatToParts'); }
  resolvedOptions() { return resolved(stateOf(this, 'ListFormat', 'Intl.ListFormat.prototype.resolvedOptions')); }
}
function listParts(made, list, method) {
  const state = stateOf(made, 'ListFormat', `Intl.ListFormat.prototype.${method}`);
  const items = [];
  for (const item of list ?? []) {
    if (typeof item !== 'string') throw new TypeError(`Iterable yielded ${describe(item)} which is not a string`);
    items.push(item);
  }
  return toParts(natives.list(state.data, LIST_TYPES.indexOf(state.type), STYLES.indexOf(state.style), items));
}

// Relative time: English only, so that other locales fall back to it as the standard says.

const UNITS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
const SHORT_UNITS = { second: 'sec.', minute: 'min.', hour: 'hr.', day: 'day', week: 'wk.', month: 'mo.', quarter: 'qtr.', year: 'yr.' };
const NARROW_UNITS = { second: 's', minute: 'min', hour: 'h', day: 'd', week: 'w', month: 'mo', quarter: 'q', year: 'y' };
const NOW = { second: 'now', minute: 'this minute', hour: 'this hour', day: 'today', week: 'this week', month: 'this month', quarter: 'this quarter', year: 'this year' };
const isEnglish = (locale) => locale === 'en' || locale.startsWith('en-');

class RelativeTimeFormat {
  constructor(locales, given) {
    const options = optionsOf(given, 'RelativeTimeFormat');
    const { locale, data } = resolve(locales, isEnglish);
    const style = option(options, 'style', STYLES, 'long');
    const numeric = option(options, 'numeric', ['always', 'auto'], 'always');
    states.set(this, { name: 'RelativeTimeFormat', locale, data, style, numeric, numberingSystem: 'latn' });
  }
  format(value, unit) { return relativeParts(this, value, unit, 'format').map((part) => part.value).join(''); }
  formatToParts(value, unit) { return relativeParts(this, value, unit, 'formatToParts'); }
  resolvedOptions() { return resolved(stateOf(this, 'RelativeTimeFormat', 'Intl.RelativeTimeFormat.prototype.resolvedOptions')); }
}
function relativeParts(made, given, givenUnit, method) {
  const state = stateOf(made, 'RelativeTimeFormat', `Intl.RelativeTimeFormat.prototype.${method}`);
  const value = Number(given);
  const unit = String(givenUnit).replace(/s$/, '');
  if (!UNITS.includes(unit)) throw new RangeError(`Invalid unit argument for Intl.RelativeTimeFormat.prototype.${method}() '${givenUnit}'`);
  if (!Number.isFinite(value)) throw new RangeError(`The number argument must be finite: Intl.RelativeTimeFormat.prototype.${method}()`);
  const past = value < 0 || Object.is(value, -0);
  if (state.numeric === 'auto') {
    const short = (text) => (state.style === 'long' || ['second', 'minute', 'hour', 'day'].includes(unit) ? text : text.replace(unit, SHORT_UNITS[unit]));
    const literal = (text) => [{ type: 'literal', value: text }];
    if (value === 0) return literal(short(NOW[unit]));
    if (Math.abs(value) === 1 && unit === 'day') return literal(past ? 'yesterday' : 'tomorrow');
    if (Math.abs(value) === 1 && UNITS.indexOf(unit) > 3) return literal(short(`${past ? 'last' : 'next'} ${unit}`));
  }
  const format = bound(state, 'spec', () => numberState(state.locale));
  const number = toParts(numberFlat(format, Math.abs(value)), { unit });
  const plural = number.map((part) => part.value).join('') === '1' ? '' : 's';
  let name = ` ${unit}${plural}`;
  if (state.style === 'short') name = ` ${unit === 'day' ? unit + plural : unit === 'quarter' && plural ? 'qtrs.' : SHORT_UNITS[unit]}`;
  if (state.style === 'narrow') name = NARROW_UNITS[unit];
  return past ? [...number, { type: 'literal', value: `${name} ago` }] : [{ type: 'literal', value: 'in ' }, ...number, { type: 'literal', value: name }];
}

// Segments

const GRANULARITIES = ['grapheme', 'word', 'sentence'];

class Segmenter {
  constructor(locales, given) {
    if (given !== undefined && !isObject(given)) throw new TypeError('Incorrect Segmenter information provided');
    const options = optionsOf(given, 'Segmenter');
    const { locale, data } = resolve(locales);
    states.set(this, { name: 'Segmenter', locale, data, granularity: option(options, 'granularity', GRANULARITIES, 'grapheme') });
  }
  segment(input) {
    const { granularity } = stateOf(this, 'Segmenter', 'Intl.Segmenter.prototype.segment');
    const text = String(input);
    const segments = Object.create(SegmentsPrototype);
    states.set(segments, { name: 'Segments', text, granularity, flat: natives.segments(GRANULARITIES.indexOf(granularity), text) });
    return segments;
  }
  resolvedOptions() { return resolved(stateOf(this, 'Segmenter', 'Intl.Segmenter.prototype.resolvedOptions')); }
}
function segmentData({ text, granularity, flat }, place) {
  const index = place === 0 ? 0 : flat[2 * place - 2];
  const data = { segment: text.slice(index, flat[2 * place]), index, input: text };
  return granularity === 'word' ? { ...data, isWordLike: flat[2 * place + 1] === 1 } : data;
}
const SegmentsPrototype = {
  containing(given) {
    const state = stateOf(this, 'Segments', '%SegmentsPrototype%.containing');
    const index = Math.trunc(Number(given)) || 0;
    if (index < 0 || index >= state.text.length) return undefined;
    let place = 0;
    while (state.flat[2 * place] <= index) place++;
    return segmentData(state, place);
  },
  *[Symbol.iterator]() {
    const state = stateOf(this, 'Segments', '%SegmentsPrototype%[Symbol.iterator]');
    for (let place = 0; 2 * place < state.flat.length; place++) yield segmentData(state, place);
  },
};

// Dates

const NAMES = ['numeric', '2-digit', 'long', 'short', 'narrow'];
const TIME_ZONE_NAMES = ['long', 'short', 'longOffset', 'shortOffset', 'longGeneric', 'shortGeneric'];
const DATE_FIELDS = { weekday: ['narrow', 'short', 'long'], era: ['narrow', 'short', 'long'], year: ['2-digit', 'numeric'], month: ['2-digit', 'numeric', 'narrow', 'short', 'long'], day: ['2-digit', 'numeric'] };
const TIME_FIELDS = { dayPeriod: ['narrow', 'short', 'long'], hour: ['2-digit', 'numeric'], minute: ['2-digit', 'numeric'], second: ['2-digit', 'numeric'] };
const DATE_STYLES = {
  full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  long: { year: 'numeric', month: 'long', day: 'numeric' },
  medium: { year: 'numeric', month: 'short', day: 'numeric' },
  short: { year: '2-digit', month: 'numeric', day: 'numeric' },
};
const TIME_STYLES = {
  full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
  long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  short: { hour: 'numeric', minute: '2-digit' },
};

function dateState(locales, given, required = 'any', defaults = 'date') {
  const options = optionsOf(given, 'DateTimeFormat');
  const { locale, data, extensions } = resolve(locales);
  const state = { name: 'DateTimeFormat', locale, data, calendar: 'gregory', numberingSystem: 'latn' };
  const zone = options.timeZone === undefined ? natives.defaultZone() : natives.findZone(String(options.timeZone));
  if (zone === undefined) throw new RangeError(`Invalid time zone specified: ${options.timeZone}`);
  state.timeZone = zone;
  const hour12 = options.hour12 === undefined ? undefined : Boolean(options.hour12);
  const cycles = ['h11', 'h12', 'h23', 'h24'];
  let cycle = option(options, 'hourCycle', cycles, cycles.includes(extensions.hc) ? extensions.hc : undefined);
  const fields = {};
  for (const [name, values] of [...entries(DATE_FIELDS), ...entries(TIME_FIELDS)]) fields[name] = option(options, name, values, undefined);
  fields.fractionalSecondDigits = digits(options, 'fractionalSecondDigits', 1, 3, undefined);
  fields.timeZoneName = option(options, 'timeZoneName', TIME_ZONE_NAMES, undefined);
  const dateStyle = option(options, 'dateStyle', STYLE_NAMES, undefined);
  const timeStyle = option(options, 'timeStyle', STYLE_NAMES, undefined);
  if (dateStyle !== undefined || timeStyle !== undefined) {
    const explicit = entries(fields).find(([, value]) => value !== undefined);
    if (explicit) throw new TypeError(`Can't set option ${explicit[0]} when ${dateStyle === undefined ? 'timeStyle' : 'dateStyle'} is used`);
    if (required === 'date' && timeStyle !== undefined) throw new TypeError("Invalid option : timeStyle");
    if (required === 'time' && dateStyle !== undefined) throw new TypeError("Invalid option : dateStyle");
    Object.assign(fields, DATE_STYLES[dateStyle], TIME_STYLES[timeStyle]);
  } else {
    const has = (names) => names.some((name) => fields[name] !== undefined);
    const wanted = [...(required === 'time' ? [] : ['weekday', 'year', 'month', 'day']), ...(required === 'date' ? [] : ['dayPeriod', 'hour', 'minute', 'second', 'fractionalSecondDigits'])];
    if (!has(wanted)) {
      if (defaults !== 'time') Object.assign(fields, { year: 'numeric', month: 'numeric', day: 'numeric' });
      if (defaults !== 'date') Object.assign(fields, { hour: 'numeric', minute: '2-digit', second: '2-digit' });
    }
  }
  if (fields.hour !== undefined) {
    const twelve = cycle === undefined ? natives.date(data, [-1, -1, -1, -1, 0, false, false, 0, -1, -1], 0, 'UTC').includes('dayPeriod') : cycle === 'h11' || cycle === 'h12';
    if (hour12 !== undefined) cycle = hour12 ? (data === 'ja' ? 'h11' : 'h12') : 'h23';
    cycle ??= twelve ? 'h12' : 'h23';
    state.hourCycle = cycle;
    state.hour12 = cycle === 'h11' || cycle === 'h12';
  }
  if (dateStyle === undefined && timeStyle === undefined) Object.assign(state, fields);
  else Object.assign(state, { dateStyle, timeStyle });
  const code = (name) => NAMES.indexOf(fields[name] === 'narrow' ? 'short' : fields[name]);
  const zoneName = fields.timeZoneName?.replace('Generic', '');
  state.fields = [code('weekday'), code('year'), code('month'), code('day'), code('hour'), fields.minute !== undefined, fields.second !== undefined, fields.fractionalSecondDigits ?? 0, fields.hour === undefined || (hour12 === undefined && options.hourCycle === undefined && extensions.hc === undefined) ? -1 : cycles.indexOf(cycle), TIME_ZONE_NAMES.indexOf(zoneName)];
  return state;
}
const STYLE_NAMES = ['full', 'long', 'medium', 'short'];

function dateFlat(state, date) {
  const time = date === undefined ? Date.now() : Number(date);
  if (!(Math.abs(time) <= 8.64e15)) throw new RangeError('Invalid time value');
  return natives.date(state.data, state.fields, Math.trunc(time), state.timeZone);
}

// V8 keeps plain spaces before "PM" in text, for those who parse it, but not in parts.
const dateText = (state, date) => join(dateFlat(state, date)).replaceAll('\u202f', ' ');

function DateTimeFormat(locales, options) {
  const made = new.target === undefined ? Object.create(DateTimeFormat.prototype) : this;
  states.set(made, dateState(locales, options));
  return made;
}
class DateTimeFormatMembers {
  get format() {
    const state = stateOf(this, 'DateTimeFormat', 'get Intl.DateTimeFormat.prototype.format');
    return bound(state, 'format', () => defineProperty((date) => dateText(state, date), 'name', { __proto__: null, value: '' }));
  }
  formatToParts(date) { return toParts(dateFlat(stateOf(this, 'DateTimeFormat', 'Intl.DateTimeFormat.prototype.formatToParts'), date)); }
  formatRange(start, end) {
    const state = stateOf(this, 'DateTimeFormat', 'Intl.DateTimeFormat.prototype.formatRange');
    const [first, last] = [dateText(state, start), dateText(state, end)];
    return first === last ? first : `${first} – ${last}`;
  }
  resolvedOptions() { return resolved(stateOf(this, 'DateTimeFormat', 'Intl.DateTimeFormat.prototype.resolvedOptions')); }
}

// Locale

class Locale {
  constructor(given, options) {
    if (typeof given !== 'string' && !isObject(given)) throw new TypeError('First argument to Intl.Locale constructor can\'t be empty or missing');
    const canonical = natives.canonical(String(given));
    if (canonical === undefined) throw new RangeError('Incorrect locale information provided');
    const [, language, script, region, rest] = /^([a-z]+)(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|\d{3}))?(.*)$/.exec(canonical) ?? [];
    const chosen = optionsOf(options, 'Locale');
    const parts = [chosen.language ?? language, chosen.script ?? script, chosen.region ?? region].filter((part) => part !== undefined);
    let text = parts.join('-') + (rest ?? '');
    const keys = { hourCycle: 'hc', calendar: 'ca', numberingSystem: 'nu', collation: 'co' };
    for (const [name, key] of entries(keys)) if (chosen[name] !== undefined) text += `${text.includes('-u-') ? '' : '-u'}-${key}-${chosen[name]}`;
    const full = natives.canonical(text);
    if (full === undefined) throw new RangeError('Incorrect locale information provided');
    states.set(this, { name: 'Locale', full });
  }
  toString() { return stateOf(this, 'Locale', 'Intl.Locale.prototype.toString').full; }
  get baseName() { return stateOf(this, 'Locale', 'Intl.Locale.prototype.baseName').full.replace(/-[a-z0-9]-.*$/, ''); }
  get language() { return this.baseName.split('-')[0]; }
  get script() { return /^[a-z]+-([A-Z][a-z]{3})/.exec(this.baseName)?.[1]; }
  get region() { return /-([A-Z]{2}|\d{3})(?:-|$)/.exec(this.baseName)?.[1]; }
  get hourCycle() { return extensionOf(this, 'hc'); }
  get calendar() { return extensionOf(this, 'ca'); }
  get numberingSystem() { return extensionOf(this, 'nu'); }
  get collation() { return extensionOf(this, 'co'); }
}
const extensionOf = (locale, key) => new RegExp(`-u-(?:.*-)?${key}-([a-z0-9]+)`).exec(locale.toString())?.[1];

// The namespace

const Intl = {};
defineProperty(Intl, Symbol.toStringTag, { __proto__: null, value: 'Intl', configurable: true });
const namespaceFunctions = {
  getCanonicalLocales(locales) { return canonicalLocales(locales); },
  supportedValuesOf(key) {
    const values = { calendar: ['gregory'], collation: [], currency: CURRENCIES, numberingSystem: ['latn'], timeZone: undefined, unit: [] };
    const name = String(key);
    if (!hasOwn(values, name)) throw new RangeError(`Invalid key : ${name}`);
    return name === 'timeZone' ? natives.zoneNames() : [...values[name]];
  },
};
const CURRENCIES = freeze('AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS INR JPY KRW MXN NOK NZD PHP PLN RUB SEK THB TRY TWD UAH USD VND'.split(' '));
for (const [name, value] of entries(namespaceFunctions)) defineProperty(Intl, name, hidden(value));

for (const [made, members] of [[NumberFormat, NumberFormatMembers], [Collator, CollatorMembers], [DateTimeFormat, DateTimeFormatMembers]]) {
  for (const [name, property] of entries(Object.getOwnPropertyDescriptors(members.prototype))) {
    if (name !== 'constructor') defineProperty(made.prototype, name, property);
  }
  defineProperty(made, 'prototype', { __proto__: null, writable: false });
}
const services = { Collator, DateTimeFormat, ListFormat, Locale, NumberFormat, PluralRules, RelativeTimeFormat, Segmenter };
for (const [name, made] of entries(services)) {
  defineProperty(Intl, name, hidden(made));
  tag(made, `Intl.${name}`);
  defineProperty(made, 'length', { __proto__: null, value: name === 'Locale' ? 1 : 0, configurable: true });
  if (name !== 'Locale') defineProperty(made, 'supportedLocalesOf', hidden(supportedLocalesOf(name === 'RelativeTimeFormat' ? isEnglish : undefined)));
}

// What other built-ins do with locales

const known = new Map();
// A service object without options is made once for each locale.
function cached(kind, locales, make) {
  if (locales !== undefined && typeof locales !== 'string') return make();
  const key = `${kind} ${locales}`;
  let state = known.get(key);
  if (state === undefined) {
    state = make();
    if (known.size < 64) known.set(key, state);
  }
  return state;
}
const overrides = [
  [Number.prototype, {
    toLocaleString(locales, options) {
      const value = Number.prototype.valueOf.call(this);
      return join(numberFlat(options === undefined ? cached('number', locales, () => numberState(locales)) : numberState(locales, options), value));
    },
  }],
  [BigInt.prototype, {
    toLocaleString(locales, options) { return join(numberFlat(numberState(locales, options), BigInt.prototype.valueOf.call(this))); },
  }],
  [String.prototype, {
    localeCompare(that, locales, options) {
      if (this === undefined || this === null) throw new TypeError('String.prototype.localeCompare called on null or undefined');
      const make = () => states.get(new Collator(locales, options));
      return comparer(options === undefined ? cached('compare', locales, make) : make())(this, that);
    },
  }],
  [Array.prototype, {
    toLocaleString(locales, options) {
      return Array.from({ length: this.length }, (_, index) => this[index]?.toLocaleString(locales, options) ?? '').join(',');
    },
  }],
];
const localeDate = (date, locales, options, required, defaults) => {
  const time = Date.prototype.getTime.call(date);
  if (Number.isNaN(time)) return 'Invalid Date';
  const make = () => dateState(locales, options, required, defaults);
  // The zone may change with process.env.TZ.
  return dateText(make(), time);
};
overrides.push([Date.prototype, {
  toLocaleString(locales, options) { return localeDate(this, locales, options, 'any', 'all'); },
  toLocaleDateString(locales, options) { return localeDate(this, locales, options, 'date', 'date'); },
  toLocaleTimeString(locales, options) { return localeDate(this, locales, options, 'time', 'time'); },
}]);
for (const [holder, functions] of overrides) {
  for (const [name, value] of entries(functions)) {
    defineProperty(value, 'length', { __proto__: null, value: name === 'localeCompare' ? 1 : 0, configurable: true });
    defineProperty(holder, name, hidden(value));
  }
}
return Intl;
