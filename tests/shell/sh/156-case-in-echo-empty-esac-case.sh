case "" in "") echo empty;; esac; case a in ?) echo one;; esac; case ab in ?) echo one;; ??) echo two;; esac
