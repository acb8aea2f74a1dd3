# SPDX-License-Identifier: Apache-2.0
# R's own glm.fit: Fisher scoring by a QR decomposition in each iteration.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "protocol.R"))

x <- read_npy("x")
y <- read_npy("y")
name <- sub("wide", "logit", sub("W13.", "", key, fixed = TRUE))
family <- switch(name, logit = binomial(), probit = binomial("probit"), poisson = poisson())

objective <- function(b) {
  r <- as.numeric(x %*% b)
  sum(switch(name, logit = pmax(r, 0) + log1p(exp(-abs(r))) - y * r, poisson = exp(r) - y * r,
             probit = -pnorm((2 * y - 1) * r, log.p = TRUE)))
}

run <- function(request) {
  control <- glm.control(epsilon = 1e-10)
  times <- timed(function() glm.fit(x, y, family = family, intercept = FALSE, control = control))
  fit_reply(times, list(objective = objective(times$value$coefficients)))
}

serve("stats", list(run = run))
