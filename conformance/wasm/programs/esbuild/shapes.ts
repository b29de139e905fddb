export interface Shape {
  area?(): number;
}

abstract class Named {
  #name: string;
  static count = 0;
  constructor(name: string) {
    this.#name = name;
    Named.count ||= 0;
    Named.count++;
  }
  get name() {
    return this.#name;
  }
}

export class Circle extends Named implements Shape {
  constructor(private readonly radius: number) {
    super('circle');
  }
  area() {
    return Math.PI * this.radius ** 2;
  }
}

export class Square extends Named implements Shape {
  constructor(readonly side: number) {
    super('square');
  }
  area() {
    return this.side * this.side;
  }
}
