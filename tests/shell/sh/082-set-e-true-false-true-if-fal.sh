set -e; true; false || true; if false; then :; fi; ! true; echo before; false; echo after
