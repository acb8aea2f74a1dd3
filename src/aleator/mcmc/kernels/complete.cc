// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/complete.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/transforms/inspect.h"

namespace aleator::mcmc {
namespace {

class CompleteRules final : public WrapperRules {
 public:
  using WrapperRules::WrapperRules;
  std::string_view name() const override { return "Complete"; }

  std::pair<Arrays, TransitionInfo> step(const Key& key, const Target& target,
                                         const Parameters& parameters,
                                         const Arrays& state) const override {
    const Arrays fixed = joined({{key.words()}, flatten<Array>(parameters)});
    const std::size_t n = state.size();
    const ClosedFunction tick =
        close("complete", strong_types_of(joined({state, fixed})), [&](const Arrays& x) {
          const auto own = unflatten<Array>(parameters, rest_of(x, n + 1));
          const auto [next, info] = inner().step(Key(x[n]), target, own, part_of(x, 0, n));
          return joined({next, flatten<Array>(info)});
        });
    Arrays start = state;
    for (std::size_t i = n; i < tick.function.outputs().size(); ++i) {
      const ArrayType& type = tick.function.outputs()[i].type();
      start.push_back(zeros(type.shape, type.dtype));
    }
    start[n + kIsTransition] = Array(false);
    const Arrays end = while_arrays(
        [&](const Arrays& x) { return Arrays{logical_not(x[n + kIsTransition])}; },
        [&](const Arrays& x) {
          return call_function(tick.function, joined({part_of(x, 0, n), fixed, tick.captures}));
        },
        start);
    TransitionInfo info = unflatten<Array>(TransitionInfo{}, rest_of(end, n));
    info.is_transition = true;
    return {part_of(end, 0, n), info};
  }

 private:
  static constexpr std::size_t kIsTransition = 1;  // its place in TransitionInfo
};

}  // namespace

Ref<const KernelRules> Complete::rules() const { return make_ref<CompleteRules>(inner_kernel); }

}  // namespace aleator::mcmc
