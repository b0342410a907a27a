// What values are made of: text by a pattern, whole numbers in a range, lists, records.
// Its one job is to find the first place that has another form; it must not know any document.
// A shape is a function of a value and its path; it gives nothing, or throws `WrongShape`.

// Where a value has another form than its document allows, and in a word how.
export class WrongShape extends Error {
  constructor(where, problem) {
    super(problem);
    this.where = where;
    this.problem = problem;
  }
}

function refuse(path, problem) {
  throw new WrongShape(path.slice(1) || "$", problem);
}

// Exactly this value.
export function only(wanted) {
  return (value, path) => {
    if (value !== wanted) refuse(path, "literal_error");
  };
}

// Text of this pattern.
export function text(pattern) {
  return (value, path) => {
    if (typeof value !== "string") refuse(path, "string_type");
    if (!pattern.test(value)) refuse(path, "string_pattern_mismatch");
  };
}

// Text of so many characters, whichever they are.
export function freeText(least, most) {
  return (value, path) => {
    if (typeof value !== "string") refuse(path, "string_type");
    const length = [...value].length;
    if (length < least || length > most) refuse(path, "string_length");
  };
}

// A whole number between two others.
export function whole(least, most) {
  return (value, path) => {
    if (typeof value !== "number") refuse(path, "int_type");
    if (value < least || value > most) refuse(path, "int_range");
  };
}

// Null, or of another shape.
export function orNull(shape) {
  return (value, path) => {
    if (value !== null) shape(value, path);
  };
}

// A list of things of one shape.
export function list(shape, least = 0, most = Infinity) {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(path, "tuple_type");
    if (value.length < least || value.length > most) refuse(path, "list_length");
    value.forEach((item, place) => shape(item, `${path}.${place}`));
  };
}

// A list with a shape for each place.
export function tuple(...shapes) {
  return (value, path) => {
    list(() => {}, shapes.length, shapes.length)(value, path);
    shapes.forEach((shape, place) => shape(value[place], `${path}.${place}`));
  };
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// An object whose keys are not known, and whose values have one shape.
export function mapping(keyShape, shape) {
  return (value, path) => {
    if (!isObject(value)) refuse(path, "dict_type");
    for (const key of Object.keys(value)) {
      keyShape(key, `${path}.${key}`);
      shape(value[key], `${path}.${key}`);
    }
  };
}

// A value that may be left out of a record; where it stands, it has this shape.
export function orAbsent(shape) {
  return Object.assign((value, path) => shape(value, path), { mayLack: true });
}

// An object with exactly these keys; `agrees` names what does not fit together, or gives nothing.
export function record(fields, agrees = () => "") {
  const names = Object.keys(fields);
  return (value, path) => {
    if (!isObject(value)) refuse(path, "model_type");
    for (const name of names) {
      const stands = Object.hasOwn(value, name);
      if (!stands && !fields[name].mayLack) refuse(`${path}.${name}`, "missing");
      if (stands) fields[name](value[name], `${path}.${name}`);
    }
    const extra = Object.keys(value).find((name) => !names.includes(name));
    if (extra !== undefined) refuse(`${path}.${extra}`, "extra_forbidden");
    if (agrees(value) !== "") refuse(path, "value_error");
  };
}

// The shape that fits the value of one key.
export function byKey(key, shapes) {
  return (value, path) => {
    const name = isObject(value) ? value[key] : undefined;
    // An own one: every object of the language has a "constructor", too, that refuses nothing.
    if (typeof name !== "string" || !Object.hasOwn(shapes, name)) refuse(path, "union_tag_invalid");
    shapes[name](value, path);
  };
}

// The first shape, or where it does not fit the second.
export function either(one, other) {
  return (value, path) => {
    try {
      one(value, path);
    } catch (error) {
      if (!(error instanceof WrongShape)) throw error;
      other(value, path);
    }
  };
}
