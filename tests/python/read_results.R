# SPDX-License-Identifier: GPL-3.0-or-later
# Read every column of a results file with one package, and print for each: path, number of elements, sum (texts: all in one), missing.
arguments <- commandArgs(TRUE)
package <- arguments[1]
path <- arguments[2]

tell <- function(name, values) {
  if (is.character(values)) {
    cat(name, "\t", length(values), "\t", paste(values, collapse = ""), "\t0\n", sep = "")
  } else {
    values <- as.numeric(values)
    cat(name, "\t", length(values), "\t", format(sum(values[is.finite(values)]), digits = 17), "\t", sum(is.nan(values) | is.na(values)), "\n", sep = "")
  }
}

if (package == "rhdf5") {
  suppressPackageStartupMessages(library(rhdf5))
  all <- h5ls(path)
  all <- all[all$otype == "H5I_DATASET" & all$dim != "( 0 )", ]
  for (i in seq_len(nrow(all))) {
    name <- paste0(all$group[i], "/", all$name[i])
    tell(substring(name, 2), h5read(path, name))
  }
} else if (package == "hdf5r") {
  suppressPackageStartupMessages(library(hdf5r))
  file <- H5File$new(path, "r")
  for (name in list.datasets(file)) {
    dataset <- file[[name]]
    if (length(dataset$dims) == 0) next
    tell(name, if (any(dataset$dims == 0)) numeric(0) else dataset$read())
  }
  file$close_all()
} else {
  suppressPackageStartupMessages(library(ncdf4))
  file <- nc_open(path)
  for (group in c("actors", "actions", "variables", "decisions", "ladder", "design", "replications", "events", "timegrid", "failures")) {
    for (dimension in file$dim) {
      if (startsWith(dimension$name, paste0(group, "/")) && isTRUE(dimension$create_dimvar)) tell(dimension$name, dimension$vals)
    }
  }
  for (variable in file$var) {
    if (variable$ndims == 0) next
    if (any(variable$size == 0)) tell(variable$name, numeric(0)) else tell(variable$name, ncvar_get(file, variable$name))
  }
  nc_close(file)
}
