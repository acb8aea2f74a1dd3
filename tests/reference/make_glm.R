#!/usr/bin/env Rscript
# SPDX-License-Identifier: Apache-2.0
# Prints tests/glm/r_fits.h: fits by R's glm (4.2.2, epsilon 1e-14) of made-up rows, in all families
# that R has or can be told about, with offset and weights.
#     Rscript tests/reference/make_glm.R > tests/glm/r_fits.h
i <- 0:39
x1 <- sin(i); x2 <- cos(2 * i); x3 <- (i %% 5) / 4
offset <- 0.1 * cos(i); weight <- 1 + i %% 3
mean_count <- exp(0.5 + 0.8 * x1 - 0.5 * x2)
count <- floor(mean_count + 1 + sin(3 * i))
success <- as.numeric(0.3 + x1 - 0.6 * x2 + 1.5 * sin(5 * i) > 0)
positive <- exp(0.4 + 0.6 * x1 + 0.5 * sin(7 * i))
normal <- 1 + x1 - 2 * x2 + 0.3 * sin(11 * i)
trials <- 5 + i %% 4; successes <- pmin(trials, floor(trials / (1 + exp(-x1)) + 0.5 + 0.5 * sin(3 * i)))
inverse <- 1 / (2 + 0.5 * x1 + 0.2 * x2) + 0.02 * sin(9 * i)

softplus <- structure(list(
  linkfun = function(mu) log(expm1(mu)), linkinv = function(eta) log1p(exp(eta)),
  mu.eta = function(eta) 1 / (1 + exp(-eta)), valideta = function(eta) TRUE, name = "softplus"),
  class = "link-glm")
negative_binomial <- function(theta, link) {
  stats <- link
  structure(list(family = "negbin", link = "log", linkfun = stats$linkfun, linkinv = stats$linkinv,
    variance = function(mu) mu + mu^2 / theta, mu.eta = stats$mu.eta, validmu = function(mu) all(mu > 0),
    valideta = function(eta) TRUE,
    dev.resids = function(y, mu, wt)
      2 * wt * (y * log(pmax(1, y) / mu) - (y + theta) * log((y + theta) / (mu + theta))),
    aic = function(y, n, mu, wt, dev) -2 * sum(wt * dnbinom(y, size = theta, mu = mu, log = TRUE)),
    initialize = expression({ n <- rep(1, nobs); mustart <- y + (y == 0) / 6 })), class = "family")
}

control <- glm.control(epsilon = 1e-14, maxit = 200)
cases <- list(
  list("Bernoulli", success, binomial()),
  list("BernoulliNormalCDF", success, binomial("probit")),
  list("Binomial", cbind(successes, trials - successes), binomial()),
  list("Normal", normal, gaussian()),
  list("NormalReciprocal", inverse, gaussian("inverse")),
  list("Poisson", count, poisson()),
  list("PoissonSoftplus", count, poisson(link = softplus)),
  list("GammaExp", positive, Gamma("log")),
  list("GammaSoftplus", positive, Gamma(link = softplus)),
  list("NegativeBinomial", count, negative_binomial(2.5, make.link("log"))),
  list("NegativeBinomialSoftplus", count, negative_binomial(2.5, softplus)))

numbers <- function(x) paste(sprintf("%.17g", x), collapse = ", ")
row <- function(name, response, family, has_extras) {
  # Some of these linear responses would come too near to 0 for an inverse link.
  if (has_extras && family$link == "inverse") return(invisible())
  # Weights of R's pairs of successes and failures would change the trials.
  w <- if (has_extras && is.null(dim(response))) weight else rep(1, 40)
  o <- if (has_extras) offset else rep(0, 40)
  fit <- suppressWarnings(glm(response ~ x1 + x2 + x3, family = family, weights = w, offset = o,
                              control = control))
  # R stops where the deviance does not change, which is long before coefficients do.
  for (k in 1:40) fit <- suppressWarnings(glm(response ~ x1 + x2 + x3, family = family, weights = w,
                                              offset = o, control = control, start = coef(fit)))
  s <- summary(fit, dispersion = if (family$family %in% c("negbin")) 1 else NULL)
  cat(sprintf("    {\"%s\", %s, {%s}, {%s}, %s},\n", name, tolower(has_extras), numbers(coef(fit)),
      numbers(coef(s)[, 2]), numbers(c(fit$deviance, fit$null.deviance, fit$aic, s$dispersion))))
}
cat("// SPDX-License-Identifier: Apache-2.0\n")
cat("// Defines fits by R's glm of the rows that tests/reference/make_glm.R describes, which made this.\n")
cat("#pragma once\n\nnamespace aleator::testing {\n\n")
cat("struct RFit {\n  const char* family;\n  bool has_offset_and_weights;\n  double coefficients[4];\n")
cat("  double standard_errors[4];\n  double deviance, null_deviance, aic, dispersion;\n};\n\n")
cat("// clang-format off\ninline constexpr RFit kRFits[] = {\n")
for (case in cases) for (extras in c(FALSE, TRUE)) row(case[[1]], case[[2]], case[[3]], extras)
cat("};\n// clang-format on\n\n}  // namespace aleator::testing\n")
