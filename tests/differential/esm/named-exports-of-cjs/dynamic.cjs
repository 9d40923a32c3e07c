for (const k of ['d1', 'd2']) exports[k] = k; const e = exports; e.alias = 1;
