// run: kataan --check {file}
class A {
  read(other) { return other.#hidden; }
}
