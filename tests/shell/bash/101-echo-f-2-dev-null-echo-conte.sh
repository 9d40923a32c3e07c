echo $(<f) 2>/dev/null; echo content >f; echo $(<f); x=$(<f); echo "[$x]"
