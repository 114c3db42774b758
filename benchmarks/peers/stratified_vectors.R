# Prints the vectors of StratifiedVectorsTest as rows of a CSV file (R 4.2.2): Rscript stratified_vectors.R
#
# Columns: what, the rows of the reference in each cell, season by season, those of the window, the statistic, the
# p-value. "exact" is mantelhaen.test(exact = TRUE), "general" the generalized test of Cochran, Mantel and Haenszel.
cells <- function(x) paste(apply(x, 1, paste, collapse = " "), collapse = "; ")
row <- function(what, reference, window, statistic, p)
  cat(what, cells(reference), cells(window), format(statistic, digits = 17), format(p, digits = 17), sep = ",", fill = FALSE)
both <- function(reference, window) # cells, samples, seasons
  aperm(array(c(reference, window), c(nrow(reference), ncol(reference), 2)), c(2, 3, 1))
numbers <- function(text, seasons) matrix(as.numeric(strsplit(text, " ")[[1]]), nrow = seasons, byrow = TRUE)

cat("what,reference,window,statistic,p\n")
two <- list(
  list("3 4 9 1 2 8", "2 6 7 5 1 9", 3), list("900 100 500 500", "40 10 20 30", 2),
  list("60 2 50 1 70 3 40 0", "9 3 8 4 12 1 7 5", 4), list("20 20 30 10 10 30 25 15", "0 8 1 7 0 9 2 6", 4),
  list("1 1 1 0 0 1 2 1", "1 0 0 1 1 1 0 1", 4))
for (one in two) {
  reference <- numbers(one[[1]], one[[3]]); window <- numbers(one[[2]], one[[3]])
  r <- mantelhaen.test(both(reference, window), exact = TRUE)
  row("exact", reference, window, r$p.value, r$p.value); cat("\n")
  r <- mantelhaen.test(both(reference, window), correct = FALSE)
  row("general", reference, window, r$statistic, r$p.value); cat("\n")
}
more <- list(
  list("60 20 10 5 20 60 10 5", "8 10 8 2 5 20 9 4", 2),
  list("120 80 50 30 20 20 30 50 80 120", "100 95 55 25 25 20 35 45 90 100", 2),
  list("50 60 0 0 0 55 70 0 0 0 40 90", "40 90 0 0 0 50 90 0 0 0 20 80", 3),
  list("500 300 150 40 10 100 300 400 150 50 300 300 300 50 50", "150 200 100 40 10 50 140 200 90 20 150 150 150 40 60", 3))
for (one in more) {
  reference <- numbers(one[[1]], one[[3]]); window <- numbers(one[[2]], one[[3]])
  r <- mantelhaen.test(both(reference, window))
  row("general", reference, window, r$statistic, r$p.value); cat("\n")
}
