# SPDX-License-Identifier: Apache-2.0
# rstan of Debian, Stan 2.21: NUTS, chains one after the other on one core, compiled for the machine.
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
source(file.path(here, "protocol.R"))
flags <- tempfile("Makevars")
writeLines("CXX14FLAGS = -O3 -march=native -mtune=native -w", flags)
Sys.setenv(R_MAKEVARS_USER = flags)
suppressMessages(library(rstan))
rstan_options(auto_write = FALSE)
if (system.file("include", package = "BH") == "") {  # Debian has Boost where all programs find it
  rstan_options(boost_lib = "/usr/include")
}

# Data of the programs in the folder stan, as they name them: stan_data.py has the same.
stan_data <- function() {
  y <- if (key == "W03") NULL else read_npy("y")
  switch(key,
    W02 = list(n = length(y), y = y, sigma = read_npy("sigma")),
    W03 = {
      positive <- read_npy("positive")
      list(items = nrow(positive), annotators = ncol(positive), positive = positive,
           negative = read_npy("negative"))
    },
    W06 = {
      county <- read_npy("county") + 1L
      list(n = length(y), num_counties = max(county), y = y, county = county)
    },
    W07 = list(people = nrow(y), items = ncol(y), y = y),
    list(n = length(y), y = y))
}

# Its Stan knows arrays by their older form: type name[size].
older_form <- function(code) gsub("array\\[([^]]*)\\] ([^;]*?) (\\w+);", "\\2 \\3[\\1];", code, perl = TRUE)

schedule <- list(chains = 8, warmup = 1000, draws = 1000)
model <- NULL
compiled <- function() {
  if (is.null(model)) {
    code <- older_form(paste(readLines(file.path(here, "stan", paste0(key, ".stan"))), collapse = "\n"))
    model <<- stan_model(model_code = code)
  }
  model
}
density <- NULL
functions <- function() {
  if (is.null(density)) density <<- suppressMessages(sampling(compiled(), data = stan_data(), chains = 0))
  density
}

gradient <- function(request) {
  grad_log_prob(functions(), numeric(ncol(read_npy_file(request$points))))
  setNames(list(), character())
}

log_densities <- function(request) {
  points <- read_npy_file(request$points)
  list(log_density = apply(points, 1, function(q) log_prob(functions(), q)))
}

run <- function(request) {
  times <- timed(function() {
    sampling(compiled(), data = stan_data(), chains = schedule$chains, warmup = schedule$warmup,
             iter = schedule$warmup + schedule$draws, seed = request$seed, cores = num_threads, refresh = 0)
  })
  draws <- extract(times$value, permuted = FALSE, inc_warmup = FALSE)  # [draw, chain, quantity]
  draws <- draws[, , seq_len(dim(draws)[3] - 1), drop = FALSE]  # without the log density
  write_npy(request$draws, aperm(draws, c(3, 1, 2)))
  sampler <- get_sampler_params(times$value, inc_warmup = FALSE)
  total <- function(name) sum(sapply(sampler, function(chain) sum(chain[, name])))
  list(seconds = times$wall, cpu_seconds = times$cpu, divergences = total("divergent__"),
       gradients = total("n_leapfrog__"))
}

serve(c("rstan", "StanHeaders"), list(gradient = gradient, density = log_densities, run = run))
