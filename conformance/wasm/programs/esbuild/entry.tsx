import { Circle, Square, type Shape } from './shapes';
import settings from './settings.json';
import { format } from './text.mjs';

enum Level { Low = 1, High = Low << 3 }

async function* areas(shapes: readonly Shape[]) {
  for (const shape of shapes) yield await shape.area?.();
}

export const view = (props: { title: string }) => (
  <section className="shapes">
    <h1>{props.title}</h1>
    {settings.names.map((name) => <p key={name}>{format(name)}</p>)}
  </section>
);

export default async function main(): Promise<number> {
  let total = 0;
  for await (const area of areas([new Circle(2), new Square(3)])) total += area ?? 0;
  return total ** Level.High;
}

const unused = () => 'removed by nobody, since it is not minified';
