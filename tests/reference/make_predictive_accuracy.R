# SPDX-License-Identifier: Apache-2.0
# Writes tests/data/predictive_accuracy.json: importance ratios and log likelihoods with what R's package loo says of
# them, and chains with nested R-hat by its formula.
# Run from the top folder: Rscript tests/reference/make_predictive_accuracy.R (written with loo 2.5.1, R 4.2.2).
suppressMessages({library(loo); library(posterior)})
set.seed(20170501)

number <- function(x) if (is.infinite(x)) sprintf('"%sinf"', if (x > 0) "" else "-") else sprintf("%.17g", x)
numbers <- function(x) paste0("[", paste(vapply(as.vector(x), number, ""), collapse = ","), "]")
inputs <- function(x) paste0("[", paste(sprintf("%.12g", as.vector(x)), collapse = ","), "]")
object <- function(fields) paste0("{", paste0('"', names(fields), '":', fields, collapse = ",\n "), "}")
quietly <- function(expression) suppressWarnings(expression)

# Log ratios with light, heavy and very heavy tails, a large offset, draws without weight, and few draws.
ratios <- list(
  light = list(x = 0.3 * rnorm(400), r_eff = 1), heavy = list(x = 0.6 * rexp(500), r_eff = 0.7),
  very_heavy = list(x = 1.2 * rexp(300), r_eff = 1.3), offset = list(x = 5000 + rnorm(200), r_eff = 1),
  uniform = list(x = log(runif(250)), r_eff = 1), few = list(x = rnorm(21), r_eff = 1),
  too_few = list(x = rnorm(15), r_eff = 1))
ratios <- lapply(ratios, function(case) list(x = signif(case$x, 10), r_eff = case$r_eff))
describe_ratios <- function(name) {
  case <- ratios[[name]]
  fit <- quietly(psis(matrix(case$x), r_eff = case$r_eff))
  object(c(name = paste0('"', name, '"'), log_ratios = inputs(case$x), relative_efficiency = number(case$r_eff),
           log_weights = numbers(weights(fit)), pareto_k = number(fit$diagnostics$pareto_k),
           ess = number(fit$diagnostics$n_eff)))
}

# A normal model with an outlier, [draw, chain, observation].
y <- signif(c(rnorm(11, 1, 2), 14), 6)
chains <- 3; draws <- 80
location <- matrix(1 + 0.6 * rnorm(draws * chains), draws)
scale <- matrix(exp(0.7 + 0.2 * rnorm(draws * chains)), draws)
likelihood <- function(location, scale) {
  signif(array(vapply(y, function(v) dnorm(v, location, scale, log = TRUE), location), c(draws, chains, length(y))), 12)
}
models <- list(two_parameters = likelihood(location, scale), one_parameter = likelihood(location, 0 * scale + 2))
estimates <- function(fit, what) fit$estimates[what, ]
describe_model <- function(name) {
  x <- models[[name]]
  r_eff <- apply(exp(x), 3, function(v) ess_mean(v) / length(v))
  fit <- quietly(loo(x, r_eff = r_eff))
  plain <- quietly(loo(x, r_eff = rep(1, length(y))))
  information <- quietly(waic(x))
  object(c(name = paste0('"', name, '"'), shape = numbers(dim(x)[c(2, 1, 3)]),
           log_likelihood = inputs(aperm(x, c(3, 1, 2))),  # row-major [chain, draw, observation]
           elpd_loo = numbers(estimates(fit, "elpd_loo")), p_loo = numbers(estimates(fit, "p_loo")),
           pointwise_loo = numbers(fit$pointwise[, "elpd_loo"]), pareto_k = numbers(fit$diagnostics$pareto_k),
           ess = numbers(fit$diagnostics$n_eff),
           elpd_loo_plain = numbers(estimates(plain, "elpd_loo")), pareto_k_plain = numbers(plain$diagnostics$pareto_k),
           elpd_waic = numbers(estimates(information, "elpd_waic")), p_waic = numbers(estimates(information, "p_waic")),
           pointwise_waic = numbers(information$pointwise[, "elpd_waic"])))
}
comparison <- quietly(loo_compare(lapply(models, function(x) loo(x, r_eff = rep(1, length(y))))))

# Nested R-hat by the formula of Margossian et al. (2022), for superchains of equal size.
nested <- function(x, ids) {
  per_superchain <- function(f) vapply(unique(ids), function(k) f(x[, ids == k, drop = FALSE]), 0)
  between_chains <- function(z) if (ncol(z) > 1) var(colMeans(z)) else 0
  within_chains <- function(z) if (nrow(z) > 1) mean(apply(z, 2, var)) else 0
  sqrt(1 + var(per_superchain(mean)) / mean(per_superchain(function(z) between_chains(z) + within_chains(z))))
}
groups <- list(
  mixed = list(x = matrix(rnorm(30 * 8), 30), ids = c(1, 1, 2, 2, 3, 3, 4, 4)),
  interleaved = list(x = matrix(rnorm(5 * 12), 5) + rep(c(0, 1, 2), 4)[col(matrix(0, 5, 12))], ids = rep(c(7, -3, 2), 4)),
  one_draw = list(x = matrix(rnorm(32), 1), ids = rep(1:4, each = 8)),
  single_chains = list(x = matrix(rnorm(60), 20), ids = 1:3))
describe_groups <- function(name) {
  x <- signif(groups[[name]]$x, 10)
  object(c(name = paste0('"', name, '"'), num_chains = ncol(x), num_draws = nrow(x), draws = inputs(x),
           superchain_ids = numbers(groups[[name]]$ids), rhat_nested = number(nested(x, groups[[name]]$ids))))
}

list_of <- function(describe, cases) paste0("[\n", paste(vapply(names(cases), describe, ""), collapse = ",\n"), "\n]")
cat(paste0(object(c(psis = list_of(describe_ratios, ratios), models = list_of(describe_model, models),
                    comparison = numbers(c(
                      comparison["one_parameter", "elpd_diff"] - comparison["two_parameters", "elpd_diff"],
                      comparison[2, "se_diff"])),  # the first row is the better model's
                    nested = list_of(describe_groups, groups))), "\n"),
    file = "tests/data/predictive_accuracy.json")
