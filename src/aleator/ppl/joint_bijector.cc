// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/joint_bijector.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/distributions/make_distribution_bijector.h"
#include "aleator/ppl/handlers.h"

namespace aleator::ppl {

namespace {

constexpr const char* kLogDet = "the log determinant of the support of ";

Array mapped(const Site& site, const Bijector& onto, const Array& x, Array& log_det) {
  const Shape shape = onto.inverse_event_shape(site.shape());
  if (x.shape() != shape)
    throw ShapeError(text("site '", site.name, "': an unconstrained value must have shape ", shape,
                          ", got ", x.shape()));
  log_det = onto.forward_log_det_jacobian(x, static_cast<int>(x.rank()));
  return onto.forward(x);
}

Handler mapped_by(const Values& unconstrained, JointBijector::MapOf map_of) {
  return [unconstrained, map_of](Site& site, const Rest& rest) {
    const Array* x =
        site.value || site.kind != SiteKind::sample ? nullptr : unconstrained.find(site.name);
    if (!x) return rest(site);
    Array log_det;
    site.value = mapped(site, map_of(*site.distribution), *x, log_det);
    rest(site);
    const std::string name = text(kLogDet, site.name);
    Site factor{.name = name, .kind = SiteKind::factor, .is_auxiliary = true};
    factor.value = named(log_det, name);
    rest(factor);
  };
}

}  // namespace

Handler constrained(const Values& unconstrained) {
  return mapped_by(unconstrained, JointBijector::onto_support);
}

JointBijector make_distribution_bijector(const Program& program) {
  return JointBijector(program, distributions::make_distribution_bijector);
}

Values JointBijector::forward(const Values& x) const {
  const Trace run = score(handle(program_, mapped_by(x, map_of_)), {});
  Values y;
  for (const NamedValue& entry : x) y.add(entry.name, *run[entry.name].value);
  return y;
}

Array JointBijector::forward_log_det_jacobian(const Values& x) const {
  const Trace run = score(handle(program_, mapped_by(x, map_of_)), {});
  Array total = 0.;
  for (const NamedValue& entry : x) total = total + *run[text(kLogDet, entry.name)].value;
  return total;
}

Values JointBijector::inverse(const Values& y) const {
  Values x;
  const Trace run = score(program_, y);
  for (const Site& site : run.sites()) {
    if (site.kind == SiteKind::sample && !site.is_observed)
      x.add(site.name, map_of_(*site.distribution).inverse(*site.value));
  }
  return x;
}

Array JointBijector::inverse_log_det_jacobian(const Values& y) const {
  return -forward_log_det_jacobian(inverse(y));
}

}  // namespace aleator::ppl
