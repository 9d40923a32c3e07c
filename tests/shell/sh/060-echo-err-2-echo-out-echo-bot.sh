echo err >&2; echo out; { echo both; echo b2 >&2; } 2>&1
