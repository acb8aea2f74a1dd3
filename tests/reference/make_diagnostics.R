# SPDX-License-Identifier: Apache-2.0
# Writes tests/data/diagnostics.json: draws and their diagnostics as R's package posterior gives them.
# Run from the top folder: Rscript tests/reference/make_diagnostics.R (written with posterior 1.4.0, R 4.2.2).
suppressMessages(library(posterior))
set.seed(20210614)

ar1 <- function(num_draws, num_chains, rho) {
  apply(matrix(rnorm(num_draws * num_chains), num_draws), 2,
        function(e) as.vector(stats::filter(sqrt(1 - rho^2) * e, rho, "recursive")))
}
shifted <- ar1(80, 4, 0.3)
shifted[, 4] <- shifted[, 4] + 1.5
scaled <- ar1(80, 4, 0.3)
scaled[, 1] <- 4 * scaled[, 1]
with_nan <- ar1(40, 2, 0)
with_nan[17, 1] <- NaN
with_infinity <- ar1(40, 2, 0)
with_infinity[3, 1] <- Inf
stuck <- ar1(60, 4, 0.3)
stuck[, 2] <- 0.25
apart <- matrix(rep(c(1, 2, 3, 4), each = 20), 20)

cases <- list(
  good = ar1(200, 4, 0.4), sticky = ar1(150, 4, 0.95), antithetic = ar1(150, 4, -0.8),
  shifted = shifted, scaled = scaled, cauchy = matrix(rcauchy(320), 80),
  ties = matrix(rpois(400, 2.5), 100), binary = matrix(rbinom(160, 1, 0.3), 40),
  odd = ar1(101, 3, 0.5), one_chain = ar1(151, 1, 0.6), stuck_chain = stuck, apart = apart,
  constant = matrix(3.25, 30, 4), with_nan = with_nan, with_infinity = with_infinity,
  large = ar1(50, 2, 0.2), offset = 1e6 + ar1(50, 2, 0.2),
  draws_5 = ar1(5, 4, 0), draws_6 = ar1(6, 4, 0),
  draws_9 = ar1(9, 2, 0), draws_13 = ar1(13, 2, 0.3), draws_16 = ar1(16, 3, 0.3))
cases <- lapply(cases, function(x) signif(x, 8))

probabilities <- c(0, 0.05, 0.25, 0.5, 0.9, 0.95, 1)
number <- function(x) {
  if (is.na(x)) return("null")
  if (is.infinite(x)) return(if (x > 0) '"inf"' else '"-inf"')
  sprintf("%.17g", x)
}
numbers <- function(x) paste0("[", paste(vapply(x, number, ""), collapse = ","), "]")
quietly <- function(expression) suppressWarnings(tryCatch(expression, error = function(e) NaN))
per_probability <- function(f, x) vapply(probabilities, function(p) quietly(f(x, p)), 0)

describe <- function(name) {
  y <- as.matrix(cases[[name]])
  # Squares of 2^660 overflow in R: diagnose y and restore the unit. A power of two keeps ties.
  unit <- if (name == "large") 2^660 else 1
  x <- unit * y
  values <- c(
    rhat = quietly(rhat(y)), rhat_basic = quietly(rhat_basic(y)), ess_bulk = quietly(ess_bulk(y)),
    ess_tail = quietly(ess_tail(y)), ess_mean = quietly(ess_mean(y)), ess_sd = quietly(ess_sd(y)),
    mcse_mean = unit * quietly(mcse_mean(y)), mcse_sd = unit * quietly(mcse_sd(y)),
    bfmi = sum(diff(y[, 1])^2) / sum((y[, 1] - mean(y[, 1]))^2))
  if (any(!is.finite(y))) values[] <- NA  # ranks would hide that a draw is not finite
  fields <- paste0('"', names(values), '":', vapply(values, number, ""))
  has_all <- all(is.finite(y))
  vectors <- c(
    ess_quantile = numbers(if (has_all) per_probability(ess_quantile, y) else NA * probabilities),
    mcse_quantile = numbers(if (has_all) unit * per_probability(mcse_quantile, y) else NA * probabilities),
    quantile = numbers(if (anyNA(x)) NA * probabilities else quantile(x, probabilities, names = FALSE)),
    draws = paste0("[", paste(ifelse(is.finite(x), sprintf(if (unit == 1) "%.8g" else "%.17g", x), vapply(x, number, "")),
                                collapse = ","), "]"))
  fields <- c(fields, paste0('"', names(vectors), '":', vectors))
  paste0('{"name":"', name, '","num_chains":', ncol(x), ',"num_draws":', nrow(x), ",\n ",
         paste(fields, collapse = ",\n "), "}")
}
text <- paste0('{"probabilities":', numbers(probabilities), ',\n"cases":[\n',
               paste(vapply(names(cases), describe, ""), collapse = ",\n"), "\n]}\n")
cat(text, file = "tests/data/diagnostics.json")
