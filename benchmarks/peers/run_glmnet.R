# SPDX-License-Identifier: Apache-2.0
# glmnet in R: single penalties and paths, by the protocol of protocol.R. Needs the package glmnet.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "protocol.R"))
suppressMessages(library(glmnet))

x <- read_npy("x")
y <- read_npy("y")
is_normal <- key %in% c("W12.lasso", "W12.wide")
is_path <- startsWith(key, "W12")
penalties <- if (is_path) c(min(read_npy("penalties")), 0) else list(W11.l1_0.5 = c(0.5, 1), W11.l1_800 = c(800, 1))[[key]]
invisible(glmnet.control(fdev = 0, devmax = 1))  # all penalties of a path

fit <- function() {
  options <- list(x, y, family = if (is_normal) "gaussian" else "binomial", intercept = FALSE,
                  standardize = FALSE, thresh = 1e-12)
  if (is_path) {
    made <- do.call(glmnet, c(options, list(lambda = read_npy("penalties") / length(y))))
    return(as.numeric(made$beta[, ncol(made$beta)]))
  }
  total <- penalties[1] + 2 * penalties[2]
  made <- do.call(glmnet, c(options, alpha = penalties[1] / total, lambda = total / length(y)))
  as.numeric(made$beta)
}

objective <- function(b) {
  r <- x %*% b
  loss <- if (is_normal) 0.5 * (y - r)^2 else pmax(r, 0) + log1p(exp(-abs(r))) - y * r
  sum(loss) + penalties[1] * sum(abs(b)) + penalties[2] * sum(b^2)
}

run <- function(request) {
  times <- timed(fit)
  fit_reply(times, list(objective = objective(times$value)))
}

serve("glmnet", list(run = run))
