printf '%d\n' 0x10 010 "'A"; printf '%i\n' -5; printf '%u\n' 7
