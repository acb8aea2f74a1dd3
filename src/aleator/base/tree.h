// SPDX-License-Identifier: Apache-2.0
// Defines trees: aggregates, vectors, tuples and named lists whose leaves are of one type.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace aleator {
namespace tree_detail {

struct ConvertsToAnything {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, ConvertsToAnything{})...}; };
}

/// The largest number of initialisers that an aggregate takes. Smaller ones say nothing: fields
/// left over may have no default.
template <class T, std::size_t N = 11>
constexpr std::size_t count_fields() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>())) return N;
  else return count_fields<T, N - 1>();
}

template <class T>
inline constexpr bool is_static = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                  std::is_same_v<T, std::string> || std::is_pointer_v<T>;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T, std::size_t N>
inline constexpr bool is_vector<std::array<T, N>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;

}  // namespace tree_detail

/// Calls f(field) for every field of an aggregate of at most ten fields.
template <class T, class F>
void visit_fields(T& t, F&& f) {
  constexpr std::size_t n = tree_detail::count_fields<std::remove_const_t<T>>();
  static_assert(n <= 10 && (n > 0 || std::is_empty_v<T>), "a tree node has at most ten fields");
  auto each = [&](auto&... field) { (f(field), ...); };
  // clang-format off
  if constexpr (n == 1) { auto& [a] = t; each(a); }
  else if constexpr (n == 2) { auto& [a, b] = t; each(a, b); }
  else if constexpr (n == 3) { auto& [a, b, c] = t; each(a, b, c); }
  else if constexpr (n == 4) { auto& [a, b, c, d] = t; each(a, b, c, d); }
  else if constexpr (n == 5) { auto& [a, b, c, d, e] = t; each(a, b, c, d, e); }
  else if constexpr (n == 6) { auto& [a, b, c, d, e, g] = t; each(a, b, c, d, e, g); }
  else if constexpr (n == 7) { auto& [a, b, c, d, e, g, h] = t; each(a, b, c, d, e, g, h); }
  else if constexpr (n == 8) { auto& [a, b, c, d, e, g, h, i] = t; each(a, b, c, d, e, g, h, i); }
  else if constexpr (n == 9) { auto& [a, b, c, d, e, g, h, i, j] = t; each(a, b, c, d, e, g, h, i, j); }
  else if constexpr (n == 10) { auto& [a, b, c, d, e, g, h, i, j, k] = t; each(a, b, c, d, e, g, h, i, j, k); }
  // clang-format on
}

/// Calls f(leaf) for every leaf of type Leaf in `tree`, in order of declaration. Numbers, enums and
/// strings are structure, not leaves. A class opts in with a member template `visit_leaves(f)`.
template <class Leaf, class T, class F>
void visit_leaves(T& tree, F&& f) {
  using Type = std::remove_const_t<T>;
  auto recurse = [&](auto& part) { visit_leaves<Leaf>(part, f); };
  if constexpr (std::is_same_v<Type, Leaf>) {
    f(tree);
  } else if constexpr (tree_detail::is_static<Type>) {
  } else if constexpr (requires { tree.visit_leaves(f); }) {
    tree.visit_leaves(f);
  } else if constexpr (tree_detail::is_vector<Type>) {
    for (auto& element : tree) recurse(element);
  } else if constexpr (tree_detail::is_optional<Type>) {
    if (tree) recurse(*tree);
  } else if constexpr (tree_detail::is_tuple<Type>) {
    std::apply([&](auto&... part) { (recurse(part), ...); }, tree);
  } else {
    static_assert(std::is_aggregate_v<Type>,
                  "not a tree: use an aggregate, vector, tuple or pair of Arrays");
    visit_fields(tree, recurse);
  }
}

/// Appends what tells apart trees of one type besides their leaves: lengths, presence, numbers,
/// enums and strings. A class with visit_leaves shows what it has of these by a member
/// `append_structure(std::string&) const`.
template <class Leaf, class T>
void append_structure(std::string& out, const T& tree) {
  auto recurse = [&](const auto& part) { append_structure<Leaf>(out, part); };
  if constexpr (std::is_same_v<T, Leaf>) {
    out += '*';
  } else if constexpr (std::is_same_v<T, std::string>) {
    out += std::to_string(tree.size()) + tree;
  } else if constexpr (tree_detail::is_static<T>) {
    out.append(reinterpret_cast<const char*>(&tree), sizeof tree);
  } else if constexpr (requires { tree.append_structure(out); }) {
    tree.append_structure(out);
  } else if constexpr (requires { tree.visit_leaves(recurse); }) {
    tree.visit_leaves(recurse);
  } else if constexpr (tree_detail::is_vector<T>) {
    out += std::to_string(tree.size());
    for (const auto& element : tree) recurse(element);
  } else if constexpr (tree_detail::is_optional<T>) {
    out += tree ? '1' : '0';
    if (tree) recurse(*tree);
  } else if constexpr (tree_detail::is_tuple<T>) {
    std::apply([&](const auto&... part) { (recurse(part), ...); }, tree);
  } else {
    visit_fields(tree, recurse);
  }
}

/// The leaves in order.
template <class Leaf, class T>
std::vector<Leaf> flatten(const T& tree) {
  std::vector<Leaf> leaves;
  visit_leaves<Leaf>(tree, [&](const Leaf& leaf) { leaves.push_back(leaf); });
  return leaves;
}

/// `like` with its leaves replaced in order, starting at leaves[position]; position moves on.
template <class Leaf, class T>
T unflatten(const T& like, const std::vector<Leaf>& leaves, std::size_t& position) {
  T tree = like;
  visit_leaves<Leaf>(tree, [&](Leaf& leaf) { leaf = leaves.at(position++); });
  return tree;
}
template <class Leaf, class T>
T unflatten(const T& like, const std::vector<Leaf>& leaves) {
  std::size_t position = 0;
  return unflatten(like, leaves, position);
}

}  // namespace aleator
