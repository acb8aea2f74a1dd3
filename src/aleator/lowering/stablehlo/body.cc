// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/stablehlo/body.h"

#include "aleator/base/text.h"

namespace aleator::stablehlo {
namespace {

constexpr std::int64_t kMaxComputedWhileCompiling = 512;  ///< elements of a literal

std::string names_text(const Values& values) {
  std::string out;
  for (const Value& value : values) out += (out.empty() ? "" : ", ") + value.name;
  return out;
}

/// "%a: tensor<f64>, %b: tensor<f64>"
std::string declared(const Values& values) {
  std::string out;
  for (const Value& value : values)
    out += (out.empty() ? "" : ", ") + value.name + ": " + type_text(value.type);
  return out;
}

/// A function's name may hold letters, digits and underscores.
std::string identifier(const std::string& wish) {
  std::string out;
  for (const char c : wish) out += (std::isalnum(static_cast<unsigned char>(c)) != 0) ? c : '_';
  return out.empty() ? "f" : out;
}

}  // namespace

ArrayTypes types_of(const Values& values) {
  ArrayTypes types;
  for (const Value& value : values) types.push_back(value.type);
  return types;
}

Merged::Merged(const Values& operands) {
  std::unordered_map<std::string, std::size_t> known;
  for (const Value& operand : operands) {
    const auto [found, is_new] = known.emplace(operand.name, values.size());
    if (is_new) values.push_back(operand);
    positions.push_back(static_cast<std::int64_t>(found->second));
  }
}

Values Merged::spread(const Values& distinct) const {
  Values all;
  for (const std::int64_t position : positions)
    all.push_back(distinct[static_cast<std::size_t>(position)]);
  return all;
}

std::string types_text(const ArrayTypes& types) {
  std::string out = "(";
  for (std::size_t i = 0; i < types.size(); ++i) out += (i == 0 ? "" : ", ") + type_text(types[i]);
  return out + ")";
}

ArrayType Module::on_device(ArrayType type) const {
  const bool gives_way = type.is_weak && type.dtype == Dtype::float64;
  if (gives_way && options.profile == Profile::Narrow) type.dtype = Dtype::float32;
  return type;
}

ArrayTypes Module::on_device(ArrayTypes types) const {
  for (ArrayType& type : types) type = on_device(std::move(type));
  return types;
}

std::string Module::name_of(const Function& function) {
  std::string key;
  append_key(key, function);
  return name_of(
      key, function.name(), on_device(function.parameter_types()),
      [&](Body& body, const Values& arguments) { return emit_nodes(body, function, arguments); });
}

std::string Module::name_of(const Function& function, const Merged& merged) {
  std::string key;
  append_key(key, function);
  key += array_text(merged.positions);
  return name_of(key, function.name(), types_of(merged.values),
                 [&](Body& body, const Values& arguments) {
                   return emit_nodes(body, function, merged.spread(arguments));
                 });
}

std::string Module::name_of(const std::string& key, const std::string& wish,
                            const ArrayTypes& parameters,
                            const Callable<Values(Body&, const Values&)>& write) {
  const auto found = names_.find(key);
  if (found != names_.end()) return found->second;
  int next = 0;
  Body body(*this, &next, 2);
  const Values arguments = body.arguments(parameters);
  const Values results = write(body, arguments);
  body.finish("func.return", results);
  const std::string base = identifier(wish);
  const std::string name = "@" + base + "_" + std::to_string(num_wishes_[base]++);
  names_.emplace(key, name);
  text_ += "  func.func private " + name + "(" + declared(arguments) + ") -> " +
           types_text(types_of(results)) + " {\n" + body.text() + "  }\n";
  return name;
}

std::string Body::fresh() { return "%" + std::to_string((*next_)++); }

Values Body::arguments(const ArrayTypes& types) {
  Values values;
  for (const ArrayType& type : types) values.push_back({fresh(), type});
  return values;
}

Values Body::emit(const Operation& operation, const Values& operands, const ArrayTypes& results) {
  std::string line = "\"" + operation.name + "\"(" + names_text(operands) + ")";
  if (!operation.regions.empty()) line += " (" + operation.regions + ")";
  if (!operation.attributes.empty()) line += " {" + operation.attributes + "}";
  line += " : " + types_text(types_of(operands)) + " -> ";
  line += results.size() == 1 ? type_text(results[0]) : types_text(results);
  const bool is_known = !results.empty() && written_.count(line) > 0;
  const std::string name = results.empty() ? "" : is_known ? written_[line] : fresh();
  Values values;
  for (std::size_t i = 0; i < results.size(); ++i)
    values.push_back({results.size() == 1 ? name : aleator::text(name, "#", i), results[i]});
  if (is_known) return values;
  text_.append(static_cast<std::size_t>(2 * indent_), ' ');
  text_ += name;
  if (results.size() > 1) text_ += aleator::text(":", results.size());
  if (!results.empty()) text_ += " = ";
  text_ += line + "\n";
  if (!results.empty()) written_.emplace(std::move(line), name);
  return values;
}

Value Body::emit_text(const std::string& operation, const ArrayType& result) {
  const std::string name = fresh();
  text_ +=
      std::string(static_cast<std::size_t>(2 * indent_), ' ') + name + " = " + operation + "\n";
  return {name, result};
}

void Body::finish(std::string_view name, const Values& operands) {
  emit({.name = std::string(name)}, operands, {});
}

std::string Body::region(const ArrayTypes& arguments,
                         const Callable<Values(Body&, const Values&)>& write) {
  Body inner(module, next_, indent_ + 1);
  const Values values = inner.arguments(arguments);
  inner.finish("stablehlo.return", write(inner, values));
  const std::string spaces(static_cast<std::size_t>(2 * indent_), ' ');
  const std::string head = values.empty() ? "" : spaces + "^bb0(" + declared(values) + "):\n";
  return "{\n" + head + inner.text() + spaces + "}";
}

Value Body::add_op(const char* name, const Value& x, const Value& y) {
  return emit_one({.name = name}, {x, y}, x.type);
}

Value Body::constant(const Buffer& value) {
  const ArrayType type{.dtype = value.dtype(), .shape = value.shape()};
  const Value literal = emit_one(
      {.name = "stablehlo.constant", .attributes = "value = " + literal_text(value)}, {}, type);
  // Compilers compute what follows from literals, which takes minutes where they are data.
  if (value.size() <= kMaxComputedWhileCompiling || value.is_splat()) return literal;
  return emit_one({.name = "stablehlo.optimization_barrier"}, {literal}, type);
}

Value Body::uniform(Dtype dtype, const Shape& shape, double value) {
  return emit_one({.name = "stablehlo.constant",
                   .attributes = "value = " + uniform_text(dtype, shape, bits_of(dtype, value))},
                  {}, {.dtype = dtype, .shape = shape});
}

Value Body::broadcast(const Value& x, const Shape& shape, const Dims& dimensions) {
  return emit_one({.name = "stablehlo.broadcast_in_dim",
                   .attributes = "broadcast_dimensions = " + array_text(dimensions)},
                  {x}, {.dtype = x.type.dtype, .shape = shape});
}

Value Body::along_leading(const Value& x, const Shape& shape) {
  if (x.type.shape == shape) return x;
  Dims dimensions;
  for (std::int64_t axis = 0; axis < x.type.shape.rank(); ++axis) dimensions.push_back(axis);
  return broadcast(x, shape, dimensions);
}

Value Body::reshaped(const Value& x, const Shape& shape) {
  if (x.type.shape == shape) return x;
  return emit_one({.name = "stablehlo.reshape"}, {x}, {.dtype = x.type.dtype, .shape = shape});
}

Value Body::select(const Value& condition, const Value& x, const Value& y) {
  return emit_one({.name = "stablehlo.select"}, {condition, x, y}, x.type);
}

Value Body::compare(const char* direction, const Value& x, const Value& y) {
  const Dtype dtype = x.type.dtype;
  const char* kind = is_floating(dtype)                        ? "FLOAT"
                     : is_unsigned(dtype) || is_boolean(dtype) ? "UNSIGNED"
                                                               : "SIGNED";
  return emit_one({.name = "stablehlo.compare",
                   .attributes = aleator::text(
                       "comparison_direction = #stablehlo<comparison_direction ", direction,
                       ">, compare_type = #stablehlo<comparison_type ", kind, ">")},
                  {x, y}, {.dtype = Dtype::boolean, .shape = x.type.shape});
}

Values Body::call(const std::string& function, const Values& operands, const ArrayTypes& results) {
  return emit({.name = "func.call", .attributes = "callee = " + function}, operands, results);
}

Values Body::call(const Function& function, const Values& operands) {
  const Merged merged(operands);
  const std::string name =
      merged.has_copies() ? module.name_of(function, merged) : module.name_of(function);
  return call(name, merged.values, module.on_device(function.output_types()));
}

Value Body::reduce(const char* operation, const Value& x, const Value& start, const Dims& axes) {
  const ArrayType number{.dtype = x.type.dtype, .shape = {}};
  Dims dims;
  for (std::int64_t axis = 0; axis < x.type.shape.rank(); ++axis) {
    bool is_kept = true;
    for (const std::int64_t reduced : axes) is_kept = is_kept && reduced != axis;
    if (is_kept) dims.push_back(x.type.shape[axis]);
  }
  const std::string regions = region({number, number}, [&](Body& body, const Values& pair) {
    return Values{body.emit_one({.name = operation}, pair, number)};
  });
  return emit_one({.name = "stablehlo.reduce",
                   .attributes = "dimensions = " + array_text(axes),
                   .regions = regions},
                  {x, start}, {.dtype = x.type.dtype, .shape = Shape(dims)});
}

}  // namespace aleator::stablehlo
