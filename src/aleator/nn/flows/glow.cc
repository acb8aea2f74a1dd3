// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/flows/glow.h"

#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/composition.h"
#include "aleator/bijectors/invert.h"
#include "aleator/bijectors/joint_map.h"
#include "aleator/bijectors/real_nvp.h"
#include "aleator/bijectors/reshape.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/scale_matvec_lu.h"
#include "aleator/bijectors/shift.h"
#include "aleator/bijectors/split.h"
#include "aleator/bijectors/transpose.h"
#include "aleator/nn/layers/convolution.h"

namespace aleator::nn {
namespace {

struct GlowDefaultNetworkRules final : LayerRules {
  explicit GlowDefaultNetworkRules(const GlowDefaultNetworkOptions& options) : o(options) {
    const auto convolution = [&](std::int64_t filters, std::int64_t size, bool is_last) {
      return Conv2D({.filters = filters,
                     .kernel_size = {size},
                     .activation = is_last ? Activation{} : Activation(relu),
                     .padding = Padding::Same,
                     .kernel_initializer = is_last ? zeros_initializer() : he_normal(),
                     .dtype = o.dtype});
    };
    layers = {convolution(o.num_hidden, o.kernel_size, false), convolution(o.num_hidden, 1, false),
              convolution(2 * o.num_changed, o.kernel_size, true)};
  }
  const GlowDefaultNetworkOptions o;
  std::vector<Layer> layers;

  std::string_view kind() const override { return "GlowDefaultNetwork"; }
  std::vector<NamedLayer> parts() const override {
    return {{"0", layers[0]}, {"1", layers[1]}, {"2", layers[2]}};
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    const Shape image = x.shape().slice(x.rank() - 3, x.rank());
    Output y = reshape(x, Shape{-1} + image);
    for (std::size_t i = 0; i < layers.size(); ++i)
      y = layers[i](y, call.part(static_cast<std::int64_t>(i)));
    return reshape(y, x.shape().slice(0, x.rank() - 1) + Shape{o.num_changed, 2});
  }
};

}  // namespace

GlowDefaultNetwork::GlowDefaultNetwork(const GlowDefaultNetworkOptions& options)
    : Layer(make_ref<GlowDefaultNetworkRules>(options)) {}

Array GlowDefaultNetwork::operator()(const Array& masked, std::int64_t num_changed) const {
  const auto& network = static_cast<const GlowDefaultNetworkRules&>(rules());
  if (num_changed != network.o.num_changed)
    throw ShapeError(text(network.who(), ": was made for ", std::int64_t(network.o.num_changed),
                          " changed channels, the flow has ", num_changed));
  return (*this)(masked);
}

}  // namespace aleator::nn

namespace aleator::bijectors {
namespace {

/// Shift and scale of channels.
struct ActivationNormalization {
  Variable shift, log_scale;

  ActivationNormalization(std::int64_t channels, Dtype dtype)
      : shift(zeros({channels}, dtype), "shift"),
        log_scale(zeros({channels}, dtype), "log_scale") {}
  Bijector bijector() const { return Chain({Shift(shift), Scale({.log_scale = log_scale})}); }
  void initialize(const Array& images) const {
    Dims axes;
    for (std::int64_t axis = 0; axis + 1 < images.rank(); ++axis) axes.push_back(axis);
    shift.assign(mean(images, {.axes = axes}));
    log_scale.assign(0.5 * log(variance(images, {.axes = axes}) + 1e-6));
  }
};

struct Step {
  std::optional<ActivationNormalization> normalization;
  Bijector rest;

  Array inverse(const Array& y) const {
    return rest.inverse(normalization ? normalization->bijector().inverse(y) : y);
  }
};

/// One scale: images of `shape` to and from those of `squeezed` shape, whose channels are the ones
/// that leave and the ones that stay.
struct Block {
  Shape shape, squeezed;
  std::int64_t num_leaving = 0;
  Bijector unsqueeze;
  std::vector<Step> steps;
  std::optional<Bijector> exit = {};

  std::int64_t num_staying() const { return squeezed[2] - num_leaving; }
  Shape staying() const { return {squeezed[0], squeezed[1], num_staying()}; }
  Bijectors onto_image() const {
    Bijectors outermost_first{unsqueeze};
    for (const Step& step : steps) {
      if (step.normalization) outermost_first.push_back(step.normalization->bijector());
      outermost_first.push_back(step.rest);
    }
    if (exit) outermost_first.push_back(*exit);
    return outermost_first;
  }
};

/// Makes the parts of a flow, each with a key of its own.
class Maker {
 public:
  explicit Maker(const GlowOptions& options) : o_(options) {}

  std::vector<Block> blocks() {
    std::vector<Block> all;
    Shape shape = o_.output_shape;
    for (std::int64_t i = 0; i < o_.num_glow_blocks; ++i) {
      all.push_back(block(shape, i + 1 == o_.num_glow_blocks));
      shape = all.back().staying();
    }
    return all;
  }

 private:
  Key next_key() { return fold_in(o_.key, num_used_++); }

  Block block(const Shape& shape, bool is_last) {
    const std::int64_t h = shape[0] / 2, w = shape[1] / 2, c = shape[2];
    Block block{
        .shape = shape,
        .squeezed = {h, w, 4 * c},
        .unsqueeze = Chain(
            {Reshape({.event_shape_out = {2 * h, 2 * w, c}, .event_shape_in = {h, 2, w, 2, c}}),
             Transpose({.perm = Dims{0, 2, 1, 3, 4}}),
             Reshape({.event_shape_out = {h, w, 2, 2, c}, .event_shape_in = {h, w, 4 * c}})}),
        .steps = {}};
    for (std::int64_t i = 0; i < o_.num_steps_per_block; ++i)
      block.steps.push_back(step(block.squeezed));
    if (is_last) return block;
    block.num_leaving = static_cast<std::int64_t>(o_.grab_after_block * static_cast<double>(4 * c));
    if (block.num_leaving > 0) block.exit = coupling(block.squeezed, block.num_staying());
    return block;
  }
  Step step(const Shape& shape) {
    const Bijector rest = Chain({mixing(shape[2]), coupling(shape, shape[2] - shape[2] / 2)});
    if (!o_.use_actnorm) return {std::nullopt, rest};
    return {ActivationNormalization(shape[2], o_.dtype), rest};
  }
  /// Changes the first channels by the last ones.
  Bijector coupling(const Shape& shape, std::int64_t num_masked) {
    const nn::GlowDefaultNetwork network({.num_changed = shape[2] - num_masked,
                                          .num_hidden = o_.num_hidden,
                                          .kernel_size = o_.kernel_size,
                                          .dtype = o_.dtype});
    network.build({shape[0], shape[1], num_masked}, next_key());
    return RealNVP({.num_masked = -num_masked, .shift_and_log_scale_fn = network});
  }
  /// A random rotation of the channels to start with.
  Bijector mixing(std::int64_t channels) {
    const Array rotation = nn::orthogonal()(next_key(), {channels, channels}, o_.dtype);
    const auto factors = lu(rotation);
    return ScaleMatvecLU({.lower_upper = Variable(factors.lower_upper, "lower_upper"),
                          .permutation = factors.permutation.values<std::int64_t>()});
  }

  const GlowOptions o_;
  std::int64_t num_used_ = 0;
};

/// From vectors onto the images of blocks[i].
Bijector from_vector(const std::vector<Block>& blocks, std::size_t i) {
  const Block& block = blocks[i];
  const Shape& all = block.squeezed;
  Bijectors outermost_first = block.onto_image();
  if (i + 1 == blocks.size()) {
    outermost_first.push_back(
        Reshape({.event_shape_out = all.dims(), .event_shape_in = {all.size()}}));
    return Chain(outermost_first);
  }
  const Bijector rest = from_vector(blocks, i + 1);
  const std::int64_t leaving = block.num_leaving, num_left = all[0] * all[1] * leaving;
  if (leaving == 0) {
    outermost_first.push_back(rest);
    return Chain(outermost_first);
  }
  const Reshape left({.event_shape_out = {all[0], all[1], leaving}, .event_shape_in = {num_left}});
  outermost_first.push_back(
      as_bijector(Composition({Invert(Split({.size_splits = {leaving, block.num_staying()}})),
                               JointMap({left, rest}), Split({.size_splits = {num_left, -1}})})));
  return Chain(outermost_first);
}

void check(const GlowOptions& o) {
  if (o.num_glow_blocks < 1 || o.num_steps_per_block < 0 || o.num_hidden < 1 || o.kernel_size < 1)
    throw ValueError(
        text("Glow: num_glow_blocks, num_hidden and kernel_size must be at least 1, "
             "num_steps_per_block not negative, got ",
             o.num_glow_blocks, ", ", o.num_hidden, ", ", o.kernel_size, " and ",
             o.num_steps_per_block));
  if (!(o.grab_after_block >= 0 && o.grab_after_block < 1))
    throw ValueError(
        text("Glow: grab_after_block must be at least 0 and below 1, got ", o.grab_after_block));
  const Shape& s = o.output_shape;
  bool fits = s.rank() == 3 && s.size() > 0;
  for (std::int64_t i = 0, h = fits ? s[0] : 0, w = fits ? s[1] : 0; fits && i < o.num_glow_blocks;
       ++i, h /= 2, w /= 2)
    fits = h > 0 && w > 0 && h % 2 == 0 && w % 2 == 0;
  if (!fits)
    throw ShapeError(
        text("Glow: output_shape must be [height, width, channels], the first two "
             "multiples of 2^",
             o.num_glow_blocks, ", got ", s));
}

struct GlowRules final : BijectorRules {
  explicit GlowRules(const GlowOptions& options)
      : blocks((check(options), Maker(options).blocks())), whole(from_vector(blocks, 0)) {}
  const std::vector<Block> blocks;
  const Bijector whole;

  std::string_view name() const override { return "Glow"; }
  Array forward(const Array& x) const override { return whole.forward(x); }
  Array inverse(const Array& y) const override { return whole.inverse(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return whole.forward_log_det_jacobian(x);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return whole.inverse_log_det_jacobian(y);
  }
  int forward_min_event_ndims() const override { return whole.forward_min_event_ndims(); }
  int inverse_min_event_ndims() const override { return whole.inverse_min_event_ndims(); }
  Shape forward_event_shape(const Shape& s) const override { return whole.forward_event_shape(s); }
  Shape inverse_event_shape(const Shape& s) const override { return whole.inverse_event_shape(s); }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return whole.rules().parameters(); }
};

}  // namespace

Glow::Glow(const GlowOptions& options) : Bijector(make_ref<GlowRules>(options)) {}

void Glow::initialize(const Array& images) const {
  Array y = images;
  for (const Block& block : static_cast<const GlowRules&>(rules()).blocks) {
    y = block.unsqueeze.inverse(y);
    for (const Step& step : block.steps) {
      if (step.normalization) step.normalization->initialize(y);
      y = step.inverse(y);
    }
    if (block.exit) y = block.exit->inverse(y);
    y = slice_axis(y, -1, block.num_leaving, block.squeezed[2]);
  }
}

}  // namespace aleator::bijectors
