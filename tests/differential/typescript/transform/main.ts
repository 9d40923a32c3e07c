// --experimental-transform-types: enums, namespaces, parameter properties, import =.
enum Direction { Up = 1, Down, Left = Up << 3, Right = 'right'.length }
const enum Inline { A, B = A + 5, C }
enum Text { One = 'one', Two = `two` }
namespace Geometry {
  export const unit: number = 2;
  export function double(x: number): number { return x * unit }
  export class Point { constructor(public x: number, readonly y: number = 0) {} }
  export enum Axis { X, Y }
  export namespace Deep { export const value = 'deep' }
  type Hidden = string;
}
namespace Geometry.More { export const added = true }
class Parent { constructor(protected name: string) {} }
class Child extends Parent {
  own = 1;
  constructor(name: string, private readonly age?: number) { super(name); this.own++; }
}
import path = require('path');
import Axis = Geometry.Axis;
console.log(Direction, Text, Inline.C, Direction[2], Direction.Right);
console.log(Geometry.double(21), new Geometry.Point(1), Geometry.Axis.Y, Geometry.Deep, Geometry.More.added, Axis.X);
console.log(new Child('c', 5), Object.keys(new Child('d')));
console.log(path.basename('/x/y'), <number>5 + 1);
try { null!.x } catch (error) { console.log((error as Error).stack!.split('\n')[1].replace(/.*main.ts:(\d+):.*/, '$1')) }
