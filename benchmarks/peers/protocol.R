# SPDX-License-Identifier: Apache-2.0
# What protocol.py is, for peers in R: Rscript run_X.R KEY FOLDER THREADS PEER. A script sources
# this file and calls serve(). Needs the package jsonlite.
words <- commandArgs(trailingOnly = TRUE)
key <- words[1]
num_threads <- as.integer(words[3])
uses_processor_time <- Sys.getenv("ALEATOR_BENCH_CLOCK") == "processor"

# A file of numpy in row-major order, of float64 or of integers.
read_npy_file <- function(path) {
  file <- file(path, "rb")
  on.exit(close(file))
  start <- readBin(file, "raw", 8)
  width <- if (start[7] == as.raw(1)) 2 else 4
  header <- readChar(file, readBin(file, "integer", 1, size = width))
  part <- function(pattern) regmatches(header, regexec(pattern, header))[[1]][2]
  shape <- as.integer(Filter(nzchar, trimws(strsplit(part("'shape': \\(([^)]*)\\)"), ",")[[1]])))
  type <- part("'descr': '([^']*)'")
  values <- switch(type, "<f8" = readBin(file, "double", prod(shape)),
                   "<i8" = readBin(file, "integer", prod(shape), size = 8),
                   stop("protocol.R: ", path, " has numbers of type ", type, ", not <f8 or <i8"))
  if (length(shape) == 1) values else matrix(values, shape[1], byrow = TRUE)
}
read_npy <- function(name) read_npy_file(file.path(words[2], paste0(name, ".npy")))

# The memory of an array as it lies, its last index slowest: so numpy sees the dimensions reversed.
write_npy <- function(path, values) {
  shape <- paste0("(", paste(rev(dim(values)), collapse = ", "), ")")
  header <- paste0("{'descr': '<f8', 'fortran_order': False, 'shape': ", shape, ", }")
  header <- paste0(header, strrep(" ", (64 - (nchar(header) + 11) %% 64) %% 64), "\n")
  file <- file(path, "wb")
  on.exit(close(file))
  writeBin(c(as.raw(0x93), charToRaw("NUMPY"), as.raw(c(1, 0))), file)
  writeBin(nchar(header), file, size = 2, endian = "little")
  writeBin(charToRaw(header), file)
  writeBin(as.vector(values), file)
}

# Wall and processor seconds of an expression, children that have ended included.
timed <- function(action) {
  times <- system.time(value <- action())
  cpu <- sum(times[c("user.self", "sys.self", "user.child", "sys.child")], na.rm = TRUE)
  list(value = value, wall = times[["elapsed"]], cpu = cpu)
}

# The reply of a run whose one figure is the time of a fit.
fit_reply <- function(times, checks) {
  seconds <- if (uses_processor_time) times$cpu else times$wall
  list(seconds = times$wall, cpu_seconds = times$cpu, figures = list(fit = 1e3 * seconds),
       checks = checks)
}

# Answers requests with what `replies` returns for them: a list of functions of the request, by name.
# What R prints goes to standard error.
serve <- function(packages, replies) {
  output <- stdout()
  requests <- file("stdin", "r")
  versions <- function(request) {
    sapply(packages, function(p) as.character(packageVersion(p)), simplify = FALSE)
  }
  while (length(line <- readLines(requests, 1)) > 0) {
    request <- jsonlite::fromJSON(line)
    answer <- c(replies, list(versions = versions))[[request$do]]
    if (is.null(answer)) stop("no request ", request$do)
    capture.output(reply <- answer(request), file = stderr())
    cat(jsonlite::toJSON(reply, auto_unbox = TRUE, digits = I(17)), "\n", sep = "", file = output)
    flush(output)
  }
}
