# What every command line of the lists finds in its working directory.
mkdir -p work && cd work
mkdir -p src/deep empty .hidden
printf 'fn main() {\n    println!("hello");\n    // TODO: more\n}\n' >src/main.rs
printf 'pub fn add(a: i32, b: i32) -> i32 {\n    a + b\n}\n' >src/lib.rs
printf '# Title\n\nSome text with TODO inside.\nfoo foobar barfoo foo_bar\n' >README.md
printf 'let x = 1;\nlet y = "TODO";\n' >src/deep/index.js
printf 'secret\n' >.hidden/key
printf 'alice 30 x\nbob 25 y\ncarol 41 x\ndave 25 z\n' >people
printf 'id,name,score\n1,ann,3.5\n2,bob,4\n3,"c",10\n' >table.csv
printf 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n' >numbers
printf 'a\tb\tc\n1\t2\t3\n' >tabs
printf 'x1\n\n\ny2\n' >gaps
printf 'a b\n' >'with space'
printf '\0\1\2binary\377\n' >binary
printf 'caf\303\251 na\303\257ve\n' >utf8
printf '{"a":1,"b":[1,2,{"c":"x"}],"d":null}' >data.json
printf '[{"n":"ann","v":3},{"n":"bob","v":1},{"n":"cid","v":2}]' >list.json
ln -s people link
: >blank
touch -d '2020-01-02 03:04:05 UTC' numbers
touch -d '2021-01-02 03:04:05 UTC' people
