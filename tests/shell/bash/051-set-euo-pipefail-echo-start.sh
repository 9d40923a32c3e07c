set -euo pipefail; echo start; f() { false; }; f || echo handled; x=$(echo ok); echo $x; false | true; echo never
