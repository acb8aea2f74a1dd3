// SPDX-License-Identifier: Apache-2.0
// Declares the handlers: small changes to how a program is run, which combine by handle().
#pragma once

#include "aleator/ppl/trace.h"

namespace aleator::ppl {

/// Choices without a value are drawn; the key of a choice depends on its name, not on its place.
Handler draw(const Key& key);
/// Choices of these names have been observed with these values, which count in the density and take
/// the place of values from handlers further in.
/// ShapeError where a value has not the shape of its site.
Handler condition(const Values& observed);
/// Choices of these names take these values, unless they have one already.
Handler replay(const Values& values);
/// The same with the values of a run.
Handler replay(const Trace& trace);
/// Choices of these names are set from outside, whatever they depend on: what follows from them
/// sees these values, and they are no longer choices. Values broadcast to the shape of the site.
Handler intervene(const Values& values);
/// Sites of these names are not shown to the handlers further out: they count in no density. They
/// need a value from a handler further in.
Handler block(const std::vector<std::string>& names);
/// Log densities count where `is_counted` holds; it broadcasts to the batch shape of the sites.
Handler mask(const Array& is_counted);
/// Log densities are multiplied, as for a part of the data that stands for all of it.
Handler scale(const Array& factor);
/// The handler for sites for which `is_meant` holds alone.
Handler only(const Callable<bool(const Site&)>& is_meant, const Handler& handler);

}  // namespace aleator::ppl
