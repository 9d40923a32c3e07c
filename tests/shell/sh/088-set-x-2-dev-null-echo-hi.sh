set -x 2>/dev/null; echo hi
