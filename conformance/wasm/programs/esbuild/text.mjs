export const format = (text) => `${text.at(0)?.toUpperCase()}${text.slice(1)}`;
export const dropped = 'not in the bundle';
