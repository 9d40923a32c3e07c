x='a*'; case abc in $x) echo pattern;; esac; case abc in "$x") echo no;; *) echo quoted;; esac
