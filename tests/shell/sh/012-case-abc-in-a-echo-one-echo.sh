case abc in a*) echo one;; *) echo two;; esac
