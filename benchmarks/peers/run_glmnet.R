# SPDX-License-Identifier: Apache-2.0
# glmnet in R, by the protocol of protocol.py: Rscript run_glmnet.R KEY FOLDER. Needs the packages
# glmnet and jsonlite.
suppressMessages(library(glmnet))

words <- commandArgs(trailingOnly = TRUE)
key <- words[1]
uses_processor_time <- Sys.getenv("ALEATOR_BENCH_CLOCK") == "processor"

# A .npy file of float64 in row-major order.
read_npy <- function(name) {
  file <- file(file.path(words[2], paste0(name, ".npy")), "rb")
  on.exit(close(file))
  start <- readBin(file, "raw", 8)
  width <- if (start[7] == as.raw(1)) 2 else 4
  header <- readChar(file, readBin(file, "integer", 1, size = width))
  text <- regmatches(header, regexec("'shape': \\(([^)]*)\\)", header))[[1]][2]
  shape <- as.integer(Filter(nzchar, trimws(strsplit(text, ",")[[1]])))
  values <- readBin(file, "double", prod(shape))
  if (length(shape) == 1) values else matrix(values, shape[1], byrow = TRUE)
}

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

one_run <- function() {
  times <- system.time(b <- fit())
  cpu <- times[["user.self"]] + times[["sys.self"]]
  wall <- times[["elapsed"]]
  list(seconds = wall, cpu_seconds = cpu,
       figures = list(fit = 1e3 * (if (uses_processor_time) cpu else wall)),
       checks = list(objective = objective(b)))
}

requests <- file("stdin", "r")
while (length(line <- readLines(requests, 1)) > 0) {
  request <- jsonlite::fromJSON(line)
  reply <- if (request$do == "versions") list(glmnet = as.character(packageVersion("glmnet"))) else one_run()
  cat(jsonlite::toJSON(reply, auto_unbox = TRUE, digits = 15), "\n", sep = "")
  flush(stdout())
}
