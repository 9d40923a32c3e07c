case x in (x) echo paren;; esac; case "a b" in a\ b) echo space;; esac
