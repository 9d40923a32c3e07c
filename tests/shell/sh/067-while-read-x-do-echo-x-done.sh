while read x; do echo "$x"; done <<-EOF
	tabbed
		more
	EOF
