trap 'echo exit' EXIT; trap 'echo int' INT; trap -p; trap - INT; trap -p
