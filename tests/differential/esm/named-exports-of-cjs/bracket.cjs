exports['br'] = 1; exports["with space"] = 2; this.viaThis = 3;
