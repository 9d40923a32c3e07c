// A profile of garbage collections is there after a start only, and tells its version, its times and a list.
const v8 = require('v8');
const profiler = new v8.GCProfiler();
console.log(profiler.stop());
console.log(profiler.start(), profiler.start());
const profile = profiler.stop();
console.log(Object.keys(profile), profile.version, Array.isArray(profile.statistics), profile.endTime >= profile.startTime, profiler.stop());
