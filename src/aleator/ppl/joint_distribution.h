// SPDX-License-Identifier: Apache-2.0
// Defines JointDistribution, a model with the interface of a distribution.
#pragma once

#include "aleator/ppl/joint_bijector.h"
#include "aleator/ppl/structure.h"
#include "aleator/stats/posterior.h"

#include <iosfwd>

namespace aleator::ppl {

struct NamedShape {
  std::string name;
  Shape shape;
};

/// The joint distribution of a program's random choices. Values go by the names of the choices; of
/// a conditioned distribution, by those that are not observed.
///
/// The program is written for one draw. Values with leading axes are as many draws, all with the
/// same leading axes: log_prob has these axes.
class JointDistribution {
 public:
  /// Runs the program once, with unknown values; ValueError or ShapeError say what is wrong with
  /// it: a name that is used twice, a plate of two sizes, an impossible observation.
  explicit JointDistribution(const Program& program);

  /// A draw of every choice that is not observed, and the values of deterministic sites.
  Values sample(const Key& key) const { return sample(Shape{}, key); }
  Values sample(const Shape& shape, const Key& key) const;
  /// Of values for all choices that are not observed, and of the observed ones.
  Array log_prob(const Values& values) const;
  /// Its parts by site, observed ones included; they add up to it.
  Values log_prob_parts(const Values& values) const;

  /// The same program with some choices observed. ValueError for a name that is no choice, or for
  /// an impossible value; ShapeError for one that has not the shape of its site.
  JointDistribution condition(const Values& observed) const;
  /// The same program with some choices set from outside; see ppl::intervene.
  JointDistribution intervene(const Values& values) const;
  /// The same program with its sites passing a handler.
  JointDistribution handled(const Handler& handler) const;

  /// New data under the draws of a posterior, [chain, draw, ...]: every choice that is observed
  /// here, drawn anew for each draw of the others, and deterministic sites. Choices that the draws
  /// lack because they were summed out are drawn too, given the observations. Of a model without
  /// observations, as one with new data to predict for, all choices that the draws lack are drawn.
  Values predict(const stats::Posterior& posterior, const Key& key) const;
  /// Log densities of the members of observed choices under the draws of a posterior, [chain, draw,
  /// ...]: what stats::loo and stats::waic take. Discrete choices that the draws lack are summed
  /// out; ValueError where one joins all members, as a path does.
  Values log_likelihood(const stats::Posterior& posterior) const;

  /// Shapes of one draw, by name; the batch shape is always [].
  std::vector<NamedShape> event_shape() const;
  Shape batch_shape() const { return {}; }
  /// From reals onto the support, which may be of one choice's values under another's.
  JointBijector default_event_space_bijector() const;
  /// Of choices that depend on no others. ValueError names one that does.
  Values mean() const;
  Values variance() const;
  Values stddev() const;
  Values mode() const;
  Values entropy() const;
  /// KL(this || other) of joints of the same independent choices.
  Array kl_divergence(const JointDistribution& other) const;

  /// A line for each site: its plates, its distribution, whether it is observed.
  std::string to_string() const;

  const Program& program() const { return program_; }
  const Structure& structure() const { return structure_; }
  void operator()(Scope& scope) const { program_(scope); }  ///< as a part of another model

 private:
  Program program_;
  Structure structure_;
};

std::ostream& operator<<(std::ostream& out, const JointDistribution& joint);

}  // namespace aleator::ppl
