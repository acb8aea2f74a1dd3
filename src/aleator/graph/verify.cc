// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/verify.h"

#include "aleator/base/error.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"

namespace aleator {
namespace {

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& array : arrays) types.push_back(array.type());
  return types;
}

class Verifier {
 public:
  explicit Verifier(const Function& function) : function_(function) {}

  void run() {
    for (const Array& parameter : function_.parameters()) {
      require(&parameter.node()->primitive == &kParameter, "a parameter is no placeholder");
      check_lane(parameter.type());
      known_.insert(parameter.node());
    }
    for (const Node* node : function_.nodes()) {
      require(node->primitive.infer != nullptr,
              text("'", node->primitive.name, "' is a leaf of no function"));
      check_reachable(node->inputs, node->primitive.name);
      check_types(*node);
      check_inner(*node);
      known_.insert(node);
    }
    check_reachable(function_.outputs(), "return");
  }

 private:
  void require(bool holds, const std::string& what) const {
    if (holds) return;
    const std::string ir = function_.to_string();
    throw CompileError(text("verify: ", what, " in\n", ir), ir);
  }

  void check_lane(const ArrayType& type) const {
    const int lane = type.lane_axis;
    require(lane == kNoLane || (lane >= 0 && lane < type.shape.rank()),
            text("the lane axis of ", type, " is not one of its axes"));
  }

  /// Parameters of other functions and nodes out of order are not among what is known.
  void check_reachable(const Arrays& arrays, const char* user) const {
    for (const Array& array : arrays) {
      require(array.has_value(), text("'", user, "' uses an Array that holds no value"));
      const bool is_known = array.node()->constant || known_.find(array.node()) != NodeIndex::kNone;
      require(is_known, text("'", user, "' uses ", array.type(), " of '",
                             array.node()->primitive.name, "' before or outside its definition"));
    }
  }

  void check_types(const Node& node) const {
    const ArrayTypes expected =
        infer_types(node.primitive, types_of(node.inputs), node.attributes.get());
    require(expected.size() == node.types.size(),
            text("'", node.primitive.name, "' has another number of outputs than its rule gives"));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      require(expected[i] == node.types[i], text("'", node.primitive.name, "' is ", node.types[i],
                                                 " where its rule gives ", expected[i]));
      check_lane(node.types[i]);
    }
  }

  /// Whether a value may enter where a parameter stands: weakness does not matter, and an unmarked
  /// value may enter a marked place, since it is only laid out anew.
  void check_fit(const char* what, const ArrayType& given, const ArrayType& taken) const {
    const bool fits = given.dtype == taken.dtype && given.shape == taken.shape &&
                      (given.lane_axis == taken.lane_axis || given.lane_axis == kNoLane);
    require(fits, text(what, " takes ", taken, ", is given ", given));
  }

  void check_function(const char* what, const Function& f, const ArrayTypes& given) const {
    const ArrayTypes taken = f.parameter_types();
    require(taken.size() == given.size(),
            text(what, " takes ", taken.size(), " arrays, is given ", given.size()));
    for (std::size_t i = 0; i < taken.size(); ++i) check_fit(what, given[i], taken[i]);
    verify(f);
  }

  /// What a loop's body returns enters it again; a mark that only the body makes is lost there.
  void check_carried(const char* what, const Function& body, std::int64_t num_carry) const {
    ArrayTypes next = body.output_types();
    const ArrayTypes taken = body.parameter_types();
    for (std::size_t i = 0; i < static_cast<std::size_t>(num_carry); ++i) {
      if (taken.at(i).lane_axis == kNoLane) next.at(i).lane_axis = kNoLane;
      check_fit(what, next[i], taken[i]);
    }
  }

  void check_inner(const Node& node) const {
    ArrayTypes given = types_of(node.inputs);
    if (&node.primitive == &kCall) {
      check_function("call", node.attributes_as<Call>().function, given);
    } else if (&node.primitive == &kCustomGradient) {
      check_custom_gradient(node.attributes_as<CustomGradient>(), given);
    } else if (&node.primitive == &kMap) {
      verify(node.attributes_as<Map>().function);
    } else if (&node.primitive == &kCond) {
      const auto& a = node.attributes_as<Cond>();
      given.erase(given.begin());
      check_function("on_true", a.on_true, given);
      check_function("on_false", a.on_false, given);
    } else if (&node.primitive == &kWhile) {
      const auto& a = node.attributes_as<While>();
      check_function("condition", a.condition, given);
      check_function("body", a.body, given);
      check_carried("body", a.body, a.num_carry);
    } else if (&node.primitive == &kScan) {
      check_scan(node.attributes_as<Scan>(), given);
    }
  }

  void check_custom_gradient(const CustomGradient& a, ArrayTypes given) const {
    check_function("function", a.function, given);
    for (const ArrayType& type : a.function.output_types()) given.push_back(type);
    check_function("pullback", a.pullback, given);
  }

  void check_scan(const Scan& a, ArrayTypes given) const {
    for (std::size_t i = static_cast<std::size_t>(a.num_carry + a.num_constants); i < given.size();
         ++i) {
      ArrayType& type = given[i];
      require(type.shape.rank() > 0 && type.shape[0] == a.length,
              text("scan over ", a.length, " entries has the sequence ", type));
      type.shape = type.shape.without(0);
      type.lane_axis = type.lane_axis > 0 ? type.lane_axis - 1 : kNoLane;
    }
    check_function("body", a.body, given);
    check_carried("body", a.body, a.num_carry);
  }

  const Function& function_;
  NodeIndex known_;
};

}  // namespace

void verify(const Function& function) { Verifier(function).run(); }

}  // namespace aleator
