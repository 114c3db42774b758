package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.Preprocessing;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.preprocessing.spi.PreprocessingProvider;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.function.Function;

/** Fits steps and applies what they learned, for the values of the api. */
public final class DefaultPreprocessing implements PreprocessingProvider {
  /** Creates the provider; called by the service loader. */
  public DefaultPreprocessing() {}

  @Override
  public Preprocessing of(Schema input, List<Step> steps) {
    return StepFitting.of(input, steps);
  }

  @Override
  public String json(FittedPreprocessing fitted) {
    return StepFitting.json(fitted);
  }

  @Override
  public FittedPreprocessing read(String json) {
    return StepFitting.read(json);
  }

  @Override
  public Function<Row, float[]> numbers(FittedPreprocessing fitted, Schema rows) {
    return RowWriter.of(fitted, rows)::numbers;
  }

  @Override
  public Rows prepare(FittedPreprocessing fitted, Rows rows) {
    return StepFitting.prepare(fitted, rows);
  }

  @Override
  public DatasetVersion materialize(FittedPreprocessing fitted, Split split, Dataset into) {
    return StepFitting.materialize(fitted, split, into);
  }
}
