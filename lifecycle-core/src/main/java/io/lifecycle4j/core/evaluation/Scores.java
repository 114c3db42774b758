package io.lifecycle4j.core.evaluation;

import java.util.List;

/** Scores of rows, from which the metrics of any selection of them can be computed. */
interface Scores {
  List<Metric> metrics();

  double metric(Metric metric, int[] rows);

  boolean correct(int row);
}
