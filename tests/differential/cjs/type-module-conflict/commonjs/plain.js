exports.plain = typeof require; exports.thisIs = this === exports;
