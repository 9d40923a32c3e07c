echo a & wait; (sleep 0 & wait; echo w); jobs; echo j
