package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Content;
import java.awt.image.RenderedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What can be logged: to a {@link Run} one by one, or atomically to a {@linkplain Run#batch batch}.
 *
 * <p>Each method returns this object. A batch is not thread-safe, and valid only until the call
 * that it was created for returns; it stores files at once, which become part of the run with the
 * batch.
 */
public interface RunParts {
  /**
   * Sets a parameter. Setting the same value again has no effect.
   *
   * @param name the parameter, slashes allowed
   * @param value a number, a boolean, an array, or any object that {@link Param#of} accepts
   * @return this
   * @throws io.lifecycle4j.error.ConflictException if it has another value already
   */
  RunParts param(String name, Object value);

  /**
   * Sets parameters, all of them or none, like {@link #param}.
   *
   * @param values the values by name
   * @return this
   */
  default RunParts params(Map<String, ?> values) {
    required(values, "parameters").forEach(this::param);
    return this;
  }

  /**
   * Logs a point of a metric at the step after its last point.
   *
   * <p>The first point is at step 0; in a resumed run, points begin at the resumed step.
   *
   * @param metric the metric, slashes allowed
   * @param value the value, NaN and infinities included
   * @return this
   */
  RunParts log(String metric, double value);

  /**
   * Logs a point of a metric.
   *
   * @param metric the metric
   * @param value the value, NaN and infinities included
   * @param step the step
   * @return this
   * @throws io.lifecycle4j.error.InvalidValueException if it is before the step from which the run
   *     was resumed
   */
  RunParts log(String metric, double value, long step);

  /**
   * Logs a point of a metric, with the data it was measured on.
   *
   * @param metric the metric
   * @param value the value, NaN and infinities included
   * @param step the step
   * @param data the data, which also becomes an input of the run
   * @return this
   */
  RunParts log(String metric, double value, long step, RunInput data);

  /**
   * Sets a tag, replacing an earlier value.
   *
   * @param name the tag, slashes allowed
   * @param value the value
   * @return this
   */
  RunParts tag(String name, String value);

  /**
   * Removes a tag if it exists.
   *
   * @param name the tag
   * @return this
   */
  RunParts removeTag(String name);

  /**
   * Sets the note of the run, replacing an earlier one.
   *
   * @param text any text, for example Markdown
   * @return this
   */
  default RunParts note(String text) {
    return tag(RunRecord.NOTE, required(text, "note"));
  }

  /**
   * Adds data that the run uses.
   *
   * @param data the version and its role
   * @return this
   */
  RunParts input(RunInput data);

  /**
   * Stores an artifact; equal bytes are stored once.
   *
   * @param name the name of the artifact, slashes allowed
   * @param content the bytes
   * @return this
   * @throws io.lifecycle4j.error.ConflictException if the name is taken by different bytes
   */
  RunParts artifact(String name, Content content);

  /**
   * Stores a local file as an artifact, like {@link #artifact(String, Content)}.
   *
   * @param name the name of the artifact, slashes allowed
   * @param file the file; a link is followed
   * @return this
   * @throws io.lifecycle4j.error.InvalidDataException if there is no such file
   */
  default RunParts artifact(String name, Path file) {
    return artifact(name, Content.of(file));
  }

  /**
   * Stores a table as an artifact: CSV as in RFC 4180, in UTF-8, safe for spreadsheets.
   *
   * <p>A text that a spreadsheet would interpret as a formula is prefixed with an apostrophe. The
   * table is built in memory.
   *
   * @param name the name of the artifact, such as {@code confusion.csv}
   * @param columns the names of the columns
   * @param rows the cells of each row, as many as there are columns; null for an empty cell
   * @return this
   * @throws io.lifecycle4j.error.InvalidValueException if a row has more or fewer cells
   */
  RunParts table(String name, List<String> columns, Iterable<? extends List<?>> rows);

  /**
   * Stores an image as a PNG artifact. An SVG figure is {@code artifact("roc.svg",
   * Content.of(svg))}.
   *
   * @param name the name of the artifact, such as {@code digits.png}
   * @param image the image, with at most 16 bits per color channel
   * @return this
   * @throws io.lifecycle4j.error.InvalidValueException if PNG cannot represent it
   */
  RunParts image(String name, RenderedImage image);

  /**
   * Stores a checkpoint of the model, to resume training after a crash.
   *
   * @param name the name of the checkpoint
   * @param step the step after which it was saved
   * @param content the bytes
   * @return this
   * @throws io.lifecycle4j.error.ConflictException if a different checkpoint has this name and step
   */
  RunParts checkpoint(String name, long step, Content content);

  /**
   * Records that a checkpoint is no longer needed. Its tombstone remains, with its digest. Its
   * bytes are deleted by the next {@linkplain io.lifecycle4j.maintenance collection}, unless
   * something else needs them, such as a version of a model with the same bytes.
   *
   * @param name the name of the checkpoint
   * @param step the step after which it was saved
   * @param why the reason, and what was measured when it was saved
   * @return this
   * @throws io.lifecycle4j.error.NotFoundException if the run has no such checkpoint
   * @throws io.lifecycle4j.error.ConflictException if it is the newest of the run, from which the
   *     run is resumed
   */
  RunParts dropCheckpoint(String name, long step, Checkpoint.Dropped why);
}
