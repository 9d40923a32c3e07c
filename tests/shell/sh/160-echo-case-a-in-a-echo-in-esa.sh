echo $(case a in a) echo in;; esac) $(case a in (a) echo in2;; esac)
