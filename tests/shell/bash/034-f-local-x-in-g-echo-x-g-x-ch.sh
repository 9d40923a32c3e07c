f() { local x=in; g; echo $x; }; g() { x=changed; }; x=out; f; echo $x
