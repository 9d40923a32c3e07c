echo "$(
echo multi
# comment with ' quote
echo line
)"
