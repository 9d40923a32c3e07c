function f { echo kw $1; }; f a; function g() { echo both; }; g
