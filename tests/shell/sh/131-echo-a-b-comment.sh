echo a#b #comment
# another
echo c
