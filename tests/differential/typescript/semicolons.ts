// Statements that go away leave their neighbours separate.
const a = (x: any) => x
type T = string
void [1, 2].forEach((x) => console.log(x))
const b = 1 as number
;(function () { console.log('called', b) })()
interface I {}
`template`
let c = a as Function
type U = 1
+1
class K {
  x = 1
  declare y: string
  static z: number = 2
  abstract: boolean = true
  public = 5
}
console.log(new K(), K.z, typeof c)
const f = (q: number)
  : number => q
const g = async <
  V>(v: V) => v
console.log(f(1))
g(2).then((v: number) => console.log(v))
var type = 'type', declare = 1, namespace = 2, abstract = 3, as = 4
type
declare
console.log(type, declare, namespace, abstract, as)
