trap 'echo one' 0; (trap 'echo inner' EXIT; echo sub); echo main
