package io.lifecycle4j.preprocessing;

import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.preprocessing.spi.PreprocessingProvider;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Fitted preprocessing: converts a row to the numbers that are the input of a network.
 *
 * <p>The conversion is the same for a training batch and for a single request. The numbers are in
 * the order of the input columns; numbers derived from a column follow it, in the order of the
 * steps.
 *
 * @param input the columns of an input, in the order of their numbers
 * @param asked the steps before they were fitted; empty if unknown
 * @param steps the fitted steps, in order
 * @param golden training rows with the exact bits that they must be converted to
 * @param form input, requested and fitted steps as canonical JSON, as written at the time of
 *     fitting, even if the JSON form of steps has changed since; empty if it was assembled without
 *     fitting
 */
public record FittedPreprocessing(
    Schema input, List<Step> asked, List<FittedStep> steps, List<GoldenInput> golden, String form) {
  /**
   * The name of the input with the numbers of all columns except ids, and tensors of two or more
   * dimensions, such as images.
   */
  public static final String FEATURES = "features";

  /** Checks the parts. */
  public FittedPreprocessing {
    required(input, "input schema");
    asked = copy(asked, "asked steps");
    steps = copy(steps, "steps");
    golden = copy(golden, "golden rows");
    required(form, "form");
  }

  /**
   * Assembles a preprocessing from fitted steps.
   *
   * @param input the columns of an input
   * @param steps the fitted steps, in order
   */
  public FittedPreprocessing(Schema input, List<FittedStep> steps) {
    this(input, List.of(), steps, List.of(), "");
  }

  /**
   * Reads what {@link #json()} wrote, and prepares its golden rows to see that they become the same
   * bits here.
   *
   * @param json the JSON, of any form up to the newest
   * @return what was fitted
   * @throws io.lifecycle4j.error.CorruptDataException if it is none, if it has a step or a form of
   *     a step that this library does not know, or if it does not have its fingerprint
   * @throws io.lifecycle4j.error.UntrustedModelException if a golden row becomes other bits
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   * @throws io.lifecycle4j.error.InvalidValueException if a step does not fit its column
   */
  public static FittedPreprocessing read(String json) {
    required(json, "JSON");
    return provider().read(json);
  }

  static PreprocessingProvider provider() {
    return Preconditions.service(PreprocessingProvider.class, "fit or apply steps");
  }

  /**
   * Writes canonical JSON, the one that a model version keeps. What was read is written in the form
   * and with the fingerprint that it was read with.
   *
   * @return the JSON, with its fingerprint; the same preprocessing has the same text
   * @throws io.lifecycle4j.error.InvalidValueException if it has the form of other steps
   */
  public String json() {
    return provider().json(this);
  }

  /**
   * Compiles the steps for rows of a schema. A row has the same bits here, in training and in a
   * request.
   *
   * @param rows the columns of the rows, such as {@link #input}; they may be more, and in another
   *     order
   * @return returns {@code float[width]} of a row, in the order of {@link #output}, a new array;
   *     not thread-safe. It throws an {@link io.lifecycle4j.error.InvalidValueException} if a
   *     number is missing and no step fills it, or is too great for 32 bits
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column of the input, or a
   *     step does not fit its column
   */
  public Function<Row, float[]> numbers(Schema rows) {
    required(rows, "schema of the rows");
    return provider().numbers(this, rows);
  }

  /**
   * Prepares rows, a role of a split for instance.
   *
   * @param rows the rows; those that lags look at in the order of time
   * @return rows with the columns of {@link #output}, and behind them as they are those that are no
   *     input, the label for instance; prepared anew at each reading
   * @throws io.lifecycle4j.error.InvalidValueException if the rows lack a column of the input, or
   *     have one that a step derives
   */
  public Rows prepare(Rows rows) {
    required(rows, "rows");
    return provider().prepare(this, rows);
  }

  /**
   * Keeps the prepared rows of a split as a version of a dataset, with the split's version as the
   * one that it was made of. All rows that have a role are in it, the holdout too, with the bits
   * that {@link #prepare} gives; {@code version.split(Splits.byRole("split.role"))} divides them as
   * before, and the holdout stays sealed. But like the rows of any version, {@link
   * DatasetVersion#rows}, a check-out and an export of the whole version show them.
   *
   * <p>The same rows, split and fingerprint are prepared once: asked again, nothing is read and the
   * version there is comes back.
   *
   * @param split the split
   * @param into another dataset of the same home, for prepared rows alone
   * @return the version
   * @throws io.lifecycle4j.error.InvalidValueException if a row cannot be prepared, if it has a
   *     column that a step derives, or if the dataset is that of the split; no version was made
   */
  public DatasetVersion materialize(Split split, Dataset into) {
    required(split, "split");
    required(into, "dataset");
    return provider().materialize(this, split, into);
  }

  /**
   * Returns the fingerprint, which never changes: the SHA-256 of the form.
   *
   * @return 64 hexadecimal digits; empty if it was assembled without fitting
   */
  public String fingerprint() {
    return form.isEmpty() ? "" : HexFormat.of().formatHex(sha256(form));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  /**
   * Returns how many numbers one row is converted to.
   *
   * @return the sum over the columns
   */
  public int width() {
    return widths().values().stream().reduce(0, Math::addExact);
  }

  /**
   * Returns the inputs of the network, in the order of the first column of each.
   *
   * @return {@value #FEATURES} with the numbers of all columns, {@code float32 [-1, n]}; a column
   *     of tensors with two or more dimensions, such as an image, is a separate input with the name
   *     and dimensions of the column, and so is a column of ids, {@code int64 [-1, n]}
   */
  public List<TensorSpec> inputs() {
    Map<String, Integer> widths = widths();
    Map<String, TensorSpec> inputs = new LinkedHashMap<>();
    widths.forEach(
        (name, width) -> {
          String tensor = inputOf(name);
          if (hasIds(name)) {
            List<Integer> dimensions = List.of(TensorSpec.FREE, width);
            inputs.put(name, new TensorSpec(name, TensorType.INT64, dimensions));
          } else if (!tensor.equals(FEATURES)) {
            Column column = input.columns().get(input.indexOf(name));
            inputs.put(tensor, TensorSpec.float32(tensor, column.shape()));
          } else if (width > 0) {
            inputs.merge(
                FEATURES, TensorSpec.float32(FEATURES, width), FittedPreprocessing::joined);
          }
        });
    return List.copyOf(inputs.values());
  }

  private static TensorSpec joined(TensorSpec one, TensorSpec other) {
    return TensorSpec.float32(one.name(), one.numbers() + other.numbers());
  }

  /**
   * Returns the input of the network that contains a column of a preprocessed row.
   *
   * @param column a column of {@link #output}
   * @return the name of one of {@link #inputs}
   */
  public String inputOf(String column) {
    OptionalInt place = input.find(column); // Derived columns are numbers.
    boolean apart =
        hasIds(column)
            || (place.isPresent() && input.columns().get(place.getAsInt()).shape().size() > 1);
    return apart ? column : FEATURES;
  }

  private boolean hasIds(String column) {
    return steps.stream()
        .anyMatch(
            step ->
                step.column().equals(column)
                    && (step instanceof FittedStep.Tokenized
                        || step instanceof FittedStep.Indexed));
  }

  /**
   * Returns the columns of a preprocessed row, in the order of its numbers.
   *
   * @return a FLOAT64 for a column that is converted to one number, a TENSOR for several; nothing
   *     for a column from which only other columns are derived; columns derived from a private
   *     column are private
   */
  public Schema output() {
    List<Column> columns = new ArrayList<>();
    widths()
        .forEach(
            (name, width) -> {
              if (width > 0) {
                columns.add(column(name, width));
              }
            });
    return new Schema(columns);
  }

  /**
   * Returns a name for each number of a preprocessed row, in order: {@code temp}, {@code day=MON},
   * {@code image[783]}.
   *
   * @return {@link #width} names. The number of a category is named after it, and that of all other
   *     values {@code day=(unknown)}; without categories, or in a private column, a number is named
   *     by its index
   */
  public List<String> names() {
    return NumberNames.of(this, widths());
  }

  private Column column(String name, int width) {
    Column source = source(name);
    ColumnBuilder column;
    if (source.type() == DataType.TENSOR) {
      column = Column.builder(name, DataType.TENSOR).shape(source.shape());
    } else if (width == 1) {
      column = Column.builder(name, DataType.FLOAT64);
    } else {
      column = Column.builder(name, DataType.TENSOR).shape(List.of(width));
    }
    return (source.isPrivate() ? column.asPrivate() : column).build();
  }

  /** Finds the input column that a column is, or is derived from. */
  private Column source(String name) {
    for (FittedStep step : steps) {
      Map<String, Integer> derived = new LinkedHashMap<>();
      derive(step, derived);
      if (input.find(name).isEmpty() && derived.containsKey(name)) {
        return input.columns().get(input.indexOf(step.column()));
      }
    }
    return input.columns().get(input.indexOf(name));
  }

  /** Returns how many numbers each column is converted to, in the order of the numbers. */
  private Map<String, Integer> widths() {
    Map<String, Integer> widths = new LinkedHashMap<>();
    for (Column column : input.columns()) {
      widths.put(column.name(), column.cells());
      steps.stream()
          .filter(step -> step.column().equals(column.name()))
          .forEach(step -> derive(step, widths));
    }
    for (FittedStep step : steps) {
      if (step instanceof FittedStep.Encode encode) {
        widths.put(step.column(), encode.width());
      } else if (step instanceof FittedStep.Hashed hashed) {
        widths.put(step.column(), hashed.buckets());
      } else if (step instanceof FittedStep.Tokenized tokens) {
        widths.put(step.column(), tokens.length());
      }
    }
    return widths;
  }

  private static void derive(FittedStep step, Map<String, Integer> widths) {
    if (step instanceof FittedStep.Indicator indicator) {
      widths.put(indicator.derived(), 1);
    } else if (step instanceof FittedStep.Parts parts) {
      widths.put(step.column(), 0);
      parts.parts().forEach(part -> widths.put(part.of(step.column()), 1));
    }
  }

  /**
   * A training row with the exact bits of its preprocessed numbers, which are compared at every
   * load.
   *
   * @param cells the cells in the order of the input columns: numbers in their shortest form, texts
   *     as they are, tensors as the Base64 of their 32-bit numbers, big-endian
   * @param prepared the Base64 of the resulting 32-bit numbers, big-endian
   */
  public record GoldenInput(List<String> cells, String prepared) {
    /** Checks the parts. */
    public GoldenInput {
      cells = copy(cells, "cells of a golden row");
      required(prepared, "numbers of a golden row");
    }
  }
}
