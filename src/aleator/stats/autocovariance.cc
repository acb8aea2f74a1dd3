// SPDX-License-Identifier: Apache-2.0
// Implements the autocovariance by sums of products, and through the power spectrum
// (Wiener-Khinchin).
#include "aleator/stats/autocovariance.h"

#include "aleator/stats/moments.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

namespace aleator::stats {
namespace {

/// Complex numbers as two arrays: std::complex products check for NaN and do not vectorise.
struct ComplexSeries {
  std::vector<double> real, imaginary;
  explicit ComplexSeries(std::size_t size) : real(size), imaginary(size) {}
};

/// Radix-2 transforms of one power-of-two size. One leaves its result in bit-reversed order and the
/// other takes it so: a spectrum that is only squared in between never needs sorting.
class FourierTransform {
 public:
  /// Stage `half` uses the roots exp(-i pi k / half), stored at [half, 2 half).
  explicit FourierTransform(std::size_t size) : size_(size), roots_(size) {
    const std::size_t half = size / 2;
    for (std::size_t k = 0; k < half; ++k) {
      const double angle = -std::numbers::pi * static_cast<double>(k) / static_cast<double>(half);
      roots_.real[half + k] = std::cos(angle);
      roots_.imaginary[half + k] = std::sin(angle);
    }
    for (std::size_t k = half; k-- > 1;) {
      roots_.real[k] = roots_.real[2 * k];
      roots_.imaginary[k] = roots_.imaginary[2 * k];
    }
  }

  std::size_t size() const { return size_; }

  void to_reversed_order(ComplexSeries& z) const {
    for (std::size_t half = size_ / 2; half > 0; half /= 2) {
      for (std::size_t start = 0; start < size_; start += 2 * half) split(z, start, half);
    }
  }

  void from_reversed_order(ComplexSeries& z) const {
    for (std::size_t half = 1; half < size_; half *= 2) {
      for (std::size_t start = 0; start < size_; start += 2 * half) merge(z, start, half);
    }
  }

 private:
  void split(ComplexSeries& z, std::size_t start, std::size_t half) const {
    double *ar = &z.real[start], *ai = &z.imaginary[start], *br = ar + half, *bi = ai + half;
    const double *wr = &roots_.real[half], *wi = &roots_.imaginary[half];
    for (std::size_t k = 0; k < half; ++k) {
      const double real = ar[k] - br[k], imaginary = ai[k] - bi[k];
      ar[k] += br[k];
      ai[k] += bi[k];
      br[k] = real * wr[k] - imaginary * wi[k];
      bi[k] = real * wi[k] + imaginary * wr[k];
    }
  }

  void merge(ComplexSeries& z, std::size_t start, std::size_t half) const {
    double *ar = &z.real[start], *ai = &z.imaginary[start], *br = ar + half, *bi = ai + half;
    const double *wr = &roots_.real[half], *wi = &roots_.imaginary[half];
    for (std::size_t k = 0; k < half; ++k) {
      const double real = br[k] * wr[k] - bi[k] * wi[k];
      const double imaginary = br[k] * wi[k] + bi[k] * wr[k];
      br[k] = ar[k] - real;
      bi[k] = ai[k] - imaginary;
      ar[k] += real;
      ai[k] += imaginary;
    }
  }

  std::size_t size_;
  ComplexSeries roots_;
};

/// Every quantity of a run has chains as long: the last transform is remembered.
const FourierTransform& transform_of(std::size_t size) {
  thread_local FourierTransform transform(1);
  if (transform.size() != size) transform = FourierTransform(size);
  return transform;
}

/// Returns the mean.
double copy_centered(std::span<const double> draws, double* out) {
  const double center = mean(draws);
  for (std::size_t i = 0; i < draws.size(); ++i) out[i] = draws[i] - center;
  return center;
}

/// Sum over the chains of |transform|^2, in reversed order. Two real chains ride in one complex
/// transform: its power is the sum of theirs plus an odd part, which the real part of the way back
/// drops.
ComplexSeries summed_power(const Chains& chains, const FourierTransform& transform,
                           std::size_t size) {
  ComplexSeries power(size);
  for (std::int64_t c = 0; c < chains.num_chains; c += 2) {
    ComplexSeries z(size);
    copy_centered(chains.chain(c), z.real.data());
    if (c + 1 < chains.num_chains) copy_centered(chains.chain(c + 1), z.imaginary.data());
    transform.to_reversed_order(z);
    for (std::size_t k = 0; k < size; ++k) {
      power.real[k] += z.real[k] * z.real[k] + z.imaginary[k] * z.imaginary[k];
    }
  }
  return power;
}

/// So many lags at a time, whose sums stay in registers.
constexpr std::size_t kLags = 8;
/// Beyond these all lags by two transforms are cheaper.
constexpr std::size_t kMostLags = 128;

/// Adds sum_i x[i] x[i + lag + k] for k = 0 .. kLags - 1; the draws are followed by zeros.
void add_products(const double* x, std::size_t size, std::size_t lag, double* sums) {
  double own[kLags] = {};
  for (std::size_t i = 0; i + lag < size; ++i) {
    for (std::size_t k = 0; k < kLags; ++k) own[k] += x[i] * x[i + lag + k];
  }
  for (std::size_t k = 0; k < kLags; ++k) sums[k] += own[k];
}

}  // namespace

Autocovariance::Autocovariance(const Chains& chains)
    : chains_(chains), stride_(static_cast<std::size_t>(chains.num_draws) + kLags) {
  check_chains(chains);
  centered_.resize(stride_ * static_cast<std::size_t>(chains.num_chains));
  for (std::int64_t c = 0; c < chains.num_chains; ++c)
    means_.push_back(
        copy_centered(chains.chain(c), &centered_[static_cast<std::size_t>(c) * stride_]));
}

double Autocovariance::operator[](std::size_t lag) {
  while (known_.size() <= lag) add_lags();
  return known_[lag];
}

void Autocovariance::add_lags() {
  const std::size_t first = known_.size(), size = stride_ - kLags;
  if (first >= kMostLags) {
    known_ = mean_autocovariance(chains_);
    return;
  }
  double sums[kLags] = {};
  for (std::size_t start = 0; start < centered_.size(); start += stride_)
    add_products(&centered_[start], size, first, sums);
  const double divisor = static_cast<double>(size) * static_cast<double>(chains_.num_chains);
  for (const double sum : sums) known_.push_back(sum / divisor);
}

namespace {

constexpr std::size_t kWord = 64;

/// Ones among the first `count` bits.
std::int64_t count_ones(const std::vector<std::uint64_t>& bits, std::size_t count) {
  std::int64_t ones = 0;
  for (std::size_t i = 0; i < count / kWord; ++i) ones += std::popcount(bits[i]);
  const std::size_t rest = count % kWord;
  return ones + std::popcount(bits[count / kWord] & ((std::uint64_t{1} << rest) - 1));
}

}  // namespace

IndicatorAutocovariance::IndicatorAutocovariance(const Chains& chains, double threshold)
    : chains_(chains), threshold_(threshold) {
  check_chains(chains);
  const auto size = static_cast<std::size_t>(chains.num_draws);
  for (std::int64_t c = 0; c < chains.num_chains; ++c) {
    const auto draws = chains.chain(c);
    Bits bits(size / kWord + 2);
    for (std::size_t i = 0; i < size; ++i)
      bits[i / kWord] |= std::uint64_t{draws[i] <= threshold} << (i % kWord);
    means_.push_back(static_cast<double>(count_ones(bits, size)) / static_cast<double>(size));
    bits_.push_back(std::move(bits));
  }
}

/// Sum of (x_i - mean) (x_{i + lag} - mean), multiplied out.
double IndicatorAutocovariance::sum_of_products(std::size_t chain, std::size_t lag) const {
  const Bits& bits = bits_[chain];
  const auto size = static_cast<std::size_t>(chains_.num_draws);
  const std::size_t count = size - lag, shift = lag % kWord;
  std::int64_t both = 0;
  for (std::size_t i = 0, k = lag / kWord; k + 1 < bits.size(); ++i, ++k) {
    // Shifted twice, since a word cannot be shifted by its whole length.
    const std::uint64_t later = bits[k] >> shift | bits[k + 1] << 1 << (kWord - 1 - shift);
    both += std::popcount(bits[i] & later);
  }
  const std::int64_t first = count_ones(bits, count),
                     last = count_ones(bits, size) - count_ones(bits, lag);
  const double mean = means_[chain];
  return static_cast<double>(both) - mean * static_cast<double>(first + last) +
         static_cast<double>(count) * mean * mean;
}

double IndicatorAutocovariance::operator[](std::size_t lag) {
  if (lag >= kMostLags && all_.empty()) {
    all_ = mean_autocovariance(
        transformed(chains_, [&](double x) { return x <= threshold_ ? 1.0 : 0.0; }));
  }
  if (lag >= kMostLags) return all_[lag];
  double sum = 0;
  for (std::size_t chain = 0; chain < bits_.size(); ++chain) sum += sum_of_products(chain, lag);
  return sum / (static_cast<double>(chains_.num_draws) * static_cast<double>(chains_.num_chains));
}

std::vector<double> mean_autocovariance(const Chains& chains) {
  check_chains(chains);
  const auto n = static_cast<std::size_t>(chains.num_draws);
  if (n == 0) return {};
  // Twice the length, so that the circular correlation does not wrap around.
  const std::size_t size = std::bit_ceil(2 * n);
  const FourierTransform& transform = transform_of(size);
  ComplexSeries power = summed_power(chains, transform, size);
  // The power is even up to the dropped part, so the forward transform inverts it up to 1 / size.
  transform.from_reversed_order(power);
  const double divisor =
      static_cast<double>(size) * static_cast<double>(n) * static_cast<double>(chains.num_chains);
  std::vector<double> out(power.real.begin(), power.real.begin() + static_cast<std::ptrdiff_t>(n));
  for (double& value : out) value /= divisor;
  return out;
}

}  // namespace aleator::stats
