a=$(echo "it's"); echo "$a"; b='say "hi"'; echo "$b"; echo 'it'\''s'
