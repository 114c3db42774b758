package io.lifecycle4j.schema;

/**
 * What a model answers: its label, how outputs are decoded, how it is measured.
 *
 * <p>More tasks may come: a switch needs a default branch.
 *
 * @param <O> the type of an answer, and of the truth
 */
public sealed interface Task<O> permits Classification, Regression {
  /**
   * Names the column that holds the truth.
   *
   * @return the name of the label column
   */
  String label();

  /**
   * Tells how many numbers the network puts out for one row.
   *
   * @return the width of the output
   */
  int outputs();

  /**
   * Turns the truth of a row into the number that losses and metrics take.
   *
   * @param row the row
   * @return the index of the class, or the value
   * @throws io.lifecycle4j.error.InvalidDataException if the truth is missing or unknown
   */
  float encode(Row row);

  /**
   * Turns raw outputs of the network into an answer.
   *
   * @param outputs the outputs of several rows, one after the other
   * @param offset where the outputs of this row begin
   * @return the answer
   */
  O decode(float[] outputs, int offset);
}
