package io.lifecycle4j.preprocessing.spi;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Function;

/**
 * Fits steps and applies what they learned. Found by {@link java.util.ServiceLoader}; {@code
 * lifecycle-core} has the one there is. Thread-safe.
 */
public interface PreprocessingProvider {
  /**
   * Puts steps together; see {@link Preprocessing#of(Schema, List)}.
   *
   * @param input the columns of an input
   * @param steps the steps
   * @return the preprocessing
   */
  Preprocessing of(Schema input, List<Step> steps);

  /**
   * Writes what was fitted; see {@link FittedPreprocessing#json()}.
   *
   * @param fitted what was fitted
   * @return the JSON
   */
  String json(FittedPreprocessing fitted);

  /**
   * Reads what was fitted; see {@link FittedPreprocessing#read}.
   *
   * @param json the JSON
   * @return what was fitted
   */
  FittedPreprocessing read(String json);

  /**
   * Compiles what was fitted; see {@link FittedPreprocessing#numbers(Schema)}.
   *
   * @param fitted what was fitted
   * @param rows the columns of the rows
   * @return the numbers of a row
   */
  Function<Row, float[]> numbers(FittedPreprocessing fitted, Schema rows);

  /**
   * Prepares rows; see {@link FittedPreprocessing#prepare}.
   *
   * @param fitted what was fitted
   * @param rows the rows
   * @return the prepared rows
   */
  Rows prepare(FittedPreprocessing fitted, Rows rows);

  /**
   * Keeps prepared rows; see {@link FittedPreprocessing#materialize}.
   *
   * @param fitted what was fitted
   * @param split the split
   * @param into the dataset of prepared rows
   * @return the version
   */
  DatasetVersion materialize(FittedPreprocessing fitted, Split split, Dataset into);
}
