// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/joint_bijector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/ppl/handlers.h"

namespace aleator::ppl {

Handler constrained(const Values& unconstrained, Array& log_det) {
  return [unconstrained, &log_det](Site& site, const Rest& rest) {
    const Array* x =
        site.value || site.kind != SiteKind::sample ? nullptr : unconstrained.find(site.name);
    if (x) {
      const Bijector onto = site.distribution->default_event_space_bijector();
      const Shape shape = onto.inverse_event_shape(site.shape());
      if (x->shape() != shape) {
        throw ShapeError(text("site '", site.name, "': an unconstrained value must have shape ",
                              shape, ", got ", x->shape()));
      }
      site.value = onto.forward(*x);
      log_det = log_det + onto.forward_log_det_jacobian(*x, static_cast<int>(x->rank()));
    }
    rest(site);
  };
}

namespace {

Trace run_constrained(const Program& program, const Values& x, Array& log_det) {
  return interpret(program, constrained(x, log_det));
}

}  // namespace

Values JointBijector::forward(const Values& x) const {
  Array log_det = 0.;
  const Trace run = run_constrained(program_, x, log_det);
  Values y;
  for (const NamedValue& entry : x) y.add(entry.name, *run[entry.name].value);
  return y;
}

Array JointBijector::forward_log_det_jacobian(const Values& x) const {
  Array log_det = 0.;
  run_constrained(program_, x, log_det);
  return log_det;
}

Values JointBijector::inverse(const Values& y) const {
  Values x;
  const Trace run = score(program_, y);
  for (const Site& site : run.sites()) {
    if (site.kind == SiteKind::sample && !site.is_observed)
      x.add(site.name, site.distribution->default_event_space_bijector().inverse(*site.value));
  }
  return x;
}

Array JointBijector::inverse_log_det_jacobian(const Values& y) const {
  return -forward_log_det_jacobian(inverse(y));
}

}  // namespace aleator::ppl
