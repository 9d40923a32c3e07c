case '[' in '[') echo b;; esac; case ']' in []]) echo c;; esac; case - in [a-]) echo d;; esac; case b in [!a]) echo e;; esac
